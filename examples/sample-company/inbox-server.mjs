// A plain ES module: maildev can only be imported, and swc compiles `import()` of TypeScript files to `require`.
import { createLogger, createOrchestrator, getDefaultConfig } from 'maildev';

const { smtpPort, webPort, mailDir } = JSON.parse(process.argv[2] ?? '{}');
const loopback = '127.0.0.1';
const config = {
  ...getDefaultConfig(),
  smtp: smtpPort,
  ip: loopback,
  web: webPort,
  webIp: loopback,
  mailDirectory: mailDir,
  silent: true,
};
const servers = await createOrchestrator({ config, logger: createLogger({ silent: true }) }).start();

// The same as `reportReady` in child-server.ts: end with the parent, and leave Ctrl-C to it.
process.once('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.send?.({
  smtpUrl: `smtp://${loopback}:${servers.smtp.getPort()}`,
  webUrl: `http://${loopback}:${servers.api.getPort()}`,
});
