/**
 * 53-bit string hash (two multiply-xor lanes) as 14 hexadecimal digits.
 * Used as a content key: equal text gives an equal key on every machine. Not cryptographic.
 */
export function contentHash(text: string): string {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 2654435761);
    high = Math.imul(high ^ unit, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  const upper = (2097151 & high).toString(16).padStart(6, '0');
  return upper + (low >>> 0).toString(16).padStart(8, '0');
}
