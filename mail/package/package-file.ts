/** One file of the package, packed and ready for the archive. */
export interface PackedFile {
  readonly path: string;
  /** Length before and after packing. */
  readonly bytes: number;
  readonly packedBytes: number;
  /** `0`: as it is; `8`: deflated. */
  readonly method: 0 | 8;
  readonly crc32: number;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** Files whose packed bytes lie behind each other on the desk, under `<name>/0`, `<name>/1` and so on. */
export interface Track {
  readonly name: string;
  readonly pieces: number;
  readonly files: readonly PackedFile[];
}
