import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PublicError } from '../../domain/errors';
import type { Call } from '../call';
import type { Answer } from '../route';

/** Files of the page: ours and two of Swagger UI. Nothing else of its folder is served. */
const uiFiles: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const startScript = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/openapi.json', dom_id: '#page', validatorUrl: null, deepLinking: true });
});
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Habeas API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="page"><noscript>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** Swagger UI writes inline styles; scripts stay ours, from here. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = { 'content-security-policy': policy, 'cache-control': 'public, max-age=300' };

/** The page that shows the OpenAPI document. */
export function docsPage(): Promise<Answer> {
  return Promise.resolve({ bytes: page, headers });
}

/** A script or style of that page. */
export function docsAsset({ asset = '' }: Pick<Call, 'asset'>): Promise<Answer> {
  if (asset === 'start.js')
    return Promise.resolve({
      bytes: startScript,
      headers: { ...headers, 'content-type': 'text/javascript; charset=utf-8' },
    });
  const type = Object.hasOwn(uiFiles, asset) ? uiFiles[asset] : undefined;
  const file = type === undefined ? undefined : uiFile(asset);
  if (type === undefined || file === undefined) return Promise.reject(new PublicError('DSR_NOT_FOUND'));
  return Promise.resolve({ bytes: file, headers: { ...headers, 'content-type': type } });
}

/** Undefined where Swagger UI is not installed: the document itself is always there. */
function uiFile(name: string): Uint8Array | undefined {
  try {
    const file = join(dirname(require.resolve('swagger-ui-dist/package.json')), name);
    return existsSync(file) ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}
