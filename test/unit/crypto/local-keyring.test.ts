import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLocalKeyring, openLocalKeyring, rotateLocalKeyring } from '../../../crypto/local-keyring';

const newPath = () => join(mkdtempSync(join(tmpdir(), 'habeas-keyring-')), 'keys', 'keyring.json');
const context = 'req_0123456789abcdefghjk';
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('The local keyring', () => {
  it('When none is there, then it is created for its owner alone, and opened afterwards', async () => {
    const path = newPath();
    const created = await createLocalKeyring(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toEqual(['keyring.json']);
    const { key, wrapped, keyId } = await created.generate(context);
    const again = await createLocalKeyring(path);
    expect(hex(await again.unwrap(wrapped, keyId, context))).toBe(hex(key));
    expect(hex(await again.derive('blind-index'))).toBe(hex(await created.derive('blind-index')));
    expect(hex(await again.derive('blind-index'))).not.toBe(hex(await again.derive('payload-codec')));
    expect(wrapped).not.toContain(Buffer.from(key).toString('base64'));
  });

  it('When ten create it at once, then all hold the same keys', async () => {
    const path = newPath();
    const keyrings = await Promise.all(Array.from({ length: 10 }, () => createLocalKeyring(path)));
    const derived = await Promise.all(keyrings.map(async (each) => hex(await each.derive('x'))));
    expect(new Set(derived).size).toBe(1);
  });

  it('When it is rotated, then the newest wraps, all unwrap, and a running process learns the new key', async () => {
    const path = newPath();
    const running = await createLocalKeyring(path);
    const old = await running.generate(context);
    const newId = await rotateLocalKeyring(path);
    const rotated = await openLocalKeyring(path);
    const fresh = await rotated.generate(context);
    expect(fresh.keyId).toBe(newId);
    expect(fresh.keyId).not.toBe(old.keyId);
    expect(hex(await rotated.unwrap(old.wrapped, old.keyId, context))).toBe(hex(old.key));
    expect(hex(await running.unwrap(fresh.wrapped, fresh.keyId, context))).toBe(hex(fresh.key));
    expect((await running.generate(context)).keyId).toBe(newId);
    expect(hex(await rotated.derive('x'))).toBe(hex(await running.derive('x')));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('When the context, the key id or the bytes are others, then nothing unwraps', async () => {
    const path = newPath();
    const keyring = await createLocalKeyring(path);
    const { wrapped, keyId } = await keyring.generate(context);
    await rotateLocalKeyring(path);
    const other = (await (await openLocalKeyring(path)).generate(context)).keyId;
    await expect(keyring.unwrap(wrapped, keyId, 'req_other')).rejects.toMatchObject({
      problem: 'wrongContext',
    });
    await expect(keyring.unwrap(wrapped, other, context)).rejects.toMatchObject({ problem: 'wrongContext' });
    await expect(keyring.unwrap(`AAAA${wrapped}`, keyId, context)).rejects.toMatchObject({
      problem: 'wrongContext',
    });
    await expect(keyring.unwrap(wrapped, 'k-gone', context)).rejects.toMatchObject({ problem: 'keyUnknown' });
  });

  it('When the file is missing, then opening says so', async () => {
    await expect(openLocalKeyring(newPath())).rejects.toMatchObject({ problem: 'missing' });
  });

  it('When others can read the file, then it is refused with the repair', async () => {
    const path = newPath();
    await createLocalKeyring(path);
    chmodSync(path, 0o644);
    await expect(createLocalKeyring(path)).rejects.toMatchObject({ problem: 'exposed' });
    await expect(openLocalKeyring(path)).rejects.toThrow(`chmod 600 ${path}`);
  });

  it('When the file is malformed, then the error says where and shows no key', async () => {
    const path = newPath();
    await createLocalKeyring(path);
    const good = JSON.parse(readFileSync(path, 'utf8')) as { root: string; keys: { secret: string }[] };
    const [first] = good.keys;
    const bad: [unknown, string][] = [
      ['{', 'not JSON'],
      [{ ...good, format: 'x' }, 'format'],
      [{ ...good, root: 'c2hvcnQ=' }, '"root"'],
      [{ ...good, keys: [] }, 'at least one key'],
      [{ ...good, keys: [first, { ...first, secret: 'x' }] }, '"keys[1]"'],
      [{ ...good, keys: [first, first] }, 'same id'],
    ];
    for (const [content, where] of bad) {
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      const error: unknown = await createLocalKeyring(path).catch((e: unknown) => e);
      expect(error).toMatchObject({ problem: 'malformed' });
      expect(String(error)).toContain(where);
      expect(String(error)).not.toContain(good.root);
    }
  });
});
