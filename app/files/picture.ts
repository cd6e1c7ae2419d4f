/** Width and height of a picture in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/**
 * The size that a PNG or a JPEG says it has, read from its head: what is drawn from a few bytes may be enormous. Null for
 * what is damaged or of another kind.
 */
export function pictureSize(bytes: Uint8Array, kind: 'png' | 'jpeg'): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = kind === 'png' ? pngSize(view) : jpegSize(view);
  return size && size.width > 0 && size.height > 0 ? size : null;
}

/** The first chunk of a PNG is IHDR: its name at byte 12, width and height after it. */
function pngSize(view: DataView): PictureSize | null {
  if (view.byteLength < 24 || view.getUint32(12) !== 0x49484452) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** A JPEG is a row of segments, each with its length; the start of the frame (SOF0 to SOF15) has the size. */
function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // C4, C8 and CC share the range and are no frames.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}
