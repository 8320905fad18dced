/** A field of a Lance schema. Fields within others name them as their parents. */
export interface LanceField {
  id: number;
  /** -1 for a column. */
  parent: number;
  name: string;
  /** As Lance writes it: `int64`, `fixed_size_list:float:128`, `list.struct`. */
  logicalType: string;
  metadata: Readonly<Record<string, string>>;
}

const MAGIC = 'LANC';
/** At a manifest's end: where it begins, in 8 bytes, two versions of 2 bytes, and the magic. */
const FOOTER = 16;

/**
 * Read the fields of the schema that a manifest holds, in their order.
 *
 * Source: Lance table format, "Manifest" (`protos/table.proto`: `fields` is 1) and "Schema" (`protos/file.proto`: of a field, name is 2, id 3,
 * parent_id 4, logical_type 5, metadata 10).
 *
 * @returns undefined for bytes that are no manifest
 */
export function fieldsOf(manifest: Uint8Array): LanceField[] | undefined {
  try {
    const view = viewOf(manifest);
    const end = manifest.length - FOOTER;
    if (
      end < 4 ||
      new TextDecoder('latin1').decode(manifest.subarray(-4)) !== MAGIC
    ) {
      return undefined;
    }
    const start = Number(view.getBigUint64(end, true));
    const size = view.getUint32(start, true);
    if (start + 4 + size > end) {
      return undefined;
    }
    return [...entries(manifest.subarray(start + 4, start + 4 + size))].flatMap(
      entry =>
        entry.field === 1 && entry.bytes ? [readField(entry.bytes)] : []
    );
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function readField(bytes: Uint8Array): LanceField {
  const metadata: Record<string, string> = Object.create(null) as Record<
    string,
    string
  >;
  const read = { id: 0, parent: 0, name: '', logicalType: '', metadata };
  for (const entry of entries(bytes)) {
    switch (entry.field) {
      case 2:
        read.name = text(entry);
        break;
      case 3:
        read.id = signed(entry);
        break;
      case 4:
        read.parent = signed(entry);
        break;
      case 5:
        read.logicalType = text(entry);
        break;
      case 10: {
        let key = '';
        let value = '';
        for (const part of entries(entry.bytes ?? new Uint8Array())) {
          if (part.field === 1) {
            key = text(part);
          } else if (part.field === 2) {
            value = text(part);
          }
        }
        metadata[key] = value;
        break;
      }
    }
  }
  return read;
}

/** An entry of a protocol buffer: a number, or bytes. */
interface Entry {
  field: number;
  number?: bigint;
  bytes?: Uint8Array;
}

/**
 * Read a protocol buffer, entry by entry. Source: Protocol Buffers, "Encoding".
 *
 * @throws RangeError where it ends too early, or has a group, which proto3 knows no more
 */
function* entries(buffer: Uint8Array): Generator<Entry> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = buffer[at++];
      if (byte === undefined) {
        break;
      }
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new RangeError('A number does not end.');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > buffer.length) {
      throw new RangeError('An entry does not end.');
    }
    at += length;
    return buffer.subarray(at - length, at);
  };
  while (at < buffer.length) {
    const key = Number(varint());
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { field, number: varint() };
        break;
      case 1:
        yield { field, bytes: take(8) };
        break;
      case 2:
        yield { field, bytes: take(Number(varint())) };
        break;
      case 5:
        yield { field, bytes: take(4) };
        break;
      default:
        throw new RangeError('An entry of an unknown kind.');
    }
  }
}

function text({ bytes }: Entry): string {
  return new TextDecoder().decode(bytes);
}

function signed({ number = 0n }: Entry): number {
  return Number(BigInt.asIntN(32, number));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
