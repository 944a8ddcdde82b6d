import express from 'express';
import type { RequestHandler } from 'express';
import { PublicError } from '../domain/errors';
import { parseStrictJson } from './json-scan';

const limitBytes = 64 * 1024;

/** Collects the bytes of a body up to 64 KB, whatever it claims to be. Compressed bodies are refused: they can be bombs. */
export function bodyBytes(): RequestHandler {
  return express.raw({ type: () => true, limit: limitBytes, inflate: false });
}

/**
 * The JSON value of a body; no body at all counts as `{}`.
 * @throws PublicError DSR_MEDIA_TYPE, DSR_BODY_UNREADABLE, DSR_BODY_TOO_DEEP, DSR_BODY_INVALID
 */
export function jsonOf(bytes: unknown, mediaType: string | undefined): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return {};
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(mediaType ?? ''))
    throw new PublicError('DSR_MEDIA_TYPE');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PublicError('DSR_BODY_UNREADABLE', 'The body is not UTF-8.');
  }
  return parseStrictJson(text);
}
