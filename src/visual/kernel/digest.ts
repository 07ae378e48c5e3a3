/**
 * XXH3 with 128 bits (the form for more than 240 bytes), 64 bytes at a time: two pictures with one digest are the same picture.
 * The caller knows the whole length and hands over whole blocks first, then the rest.
 */

const prime32_1: u64 = 0x9e3779b1;
const prime32_2: u64 = 0x85ebca77;
const prime32_3: u64 = 0xc2b2ae3d;
const prime64_1: u64 = 0x9e3779b185ebca87;
const prime64_2: u64 = 0xc2b2ae3d27d4eb4f;
const prime64_3: u64 = 0x165667b19e3779f9;
const prime64_4: u64 = 0x85ebca77c2b2ae63;
const prime64_5: u64 = 0x27d4eb2f165667c5;

const stripeBytes: usize = 64;
const blockStripes: usize = 16;
const blockBytes: usize = 1024;

/** The constants that the specification of XXH3 calls its default secret: 192 bytes. */
const secret = memory.data<u64>([
  0xbe4ba423396cfeb8, 0x1cad21f72c81017c, 0xdb979083e96dd4de, 0x1f67b3b7a4a44072, 0x78e5c0cc4ee679cb,
  0x2172ffcc7dd05a82, 0x8e2443f7744608b8, 0x4c263a81e69035e0, 0xcb00c391bb52283c, 0xa32e531b8b65d088,
  0x4ef90da297486471, 0xd8acdea946ef1938, 0x3f349ce33f76faa8, 0x1d4f0bc7c7bbdcf9, 0x3159b4cd4be0518a,
  0x647378d9c97e9fc8, 0xc3ebd33483acc5ea, 0xeb6313faffa081c5, 0x49daf0b751dd0d17, 0x9e68d429265516d3,
  0xfca1477d58be162b, 0xce31d07ad1b8f88f, 0x280416958f3acb45, 0x7e404bbbcafbd7af,
]);
const secretBytes: usize = 192;

/** Eight sums of 64 bits. */
const sums = memory.data(64);

export let digestLow: u64 = 0;
export let digestHigh: u64 = 0;

/** How bytes are read: their places within 16, and bits that count as set. */
let places: v128 = asIs();
let setBits: v128 = i32x4.splat(0);

function asIs(): v128 {
  return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Pixels in `bgrx` are read as the opaque `rgba` that they mean, anything else as it stands. */
export function digestBegin(bgrx: bool): void {
  places = bgrx ? i8x16(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15) : asIs();
  setBits = i32x4.splat(bgrx ? 0xff000000 : 0);
  store<u64>(sums, prime32_3, 0);
  store<u64>(sums, prime64_1, 8);
  store<u64>(sums, prime64_2, 16);
  store<u64>(sums, prime64_3, 24);
  store<u64>(sums, prime64_4, 32);
  store<u64>(sums, prime32_2, 40);
  store<u64>(sums, prime64_5, 48);
  store<u64>(sums, prime32_1, 56);
}

/** Whole blocks of 1024 bytes, none of them the last bytes of the input. */
export function digestBlocks(input: usize, blocks: usize): void {
  const end = input + blocks * blockBytes;
  for (let block = input; block < end; block += blockBytes) {
    addStripes(block, blockStripes);
    scramble();
  }
}

/** What is left: 64 to 1024 bytes that end the input of `total` bytes, or more of which all but the last block are whole ones. */
export function digestEnd(input: usize, bytes: usize, total: u64): void {
  const blocks = (bytes - 1) / blockBytes;
  digestBlocks(input, blocks);
  const rest = input + blocks * blockBytes;
  addStripes(rest, (bytes - 1 - blocks * blockBytes) / stripeBytes);
  addStripe(input + bytes - stripeBytes, secret + secretBytes - stripeBytes - 7);
  digestLow = merge(secret + 11, total * prime64_1);
  digestHigh = merge(secret + secretBytes - stripeBytes - 11, ~(total * prime64_2));
}

function addStripes(input: usize, stripes: usize): void {
  let a = v128.load(sums, 0);
  let b = v128.load(sums, 16);
  let c = v128.load(sums, 32);
  let d = v128.load(sums, 48);
  const from = places;
  const set = setBits;
  const end = input + stripes * stripeBytes;
  for (let stripe = input, key = secret; stripe < end; stripe += stripeBytes, key += 8) {
    const dataA = v128.or(i8x16.swizzle(v128.load(stripe, 0), from), set);
    const dataB = v128.or(i8x16.swizzle(v128.load(stripe, 16), from), set);
    const keyedA = v128.xor(dataA, v128.load(key, 0));
    const keyedB = v128.xor(dataB, v128.load(key, 16));
    const lowAB = v128.shuffle<i32>(keyedA, keyedB, 0, 2, 4, 6);
    const highAB = v128.shuffle<i32>(keyedA, keyedB, 1, 3, 5, 7);
    a = i64x2.add(a, i64x2.add(i64x2.extmul_low_i32x4_u(lowAB, highAB), v128.shuffle<i64>(dataA, dataA, 1, 0)));
    b = i64x2.add(b, i64x2.add(i64x2.extmul_high_i32x4_u(lowAB, highAB), v128.shuffle<i64>(dataB, dataB, 1, 0)));
    const dataC = v128.or(i8x16.swizzle(v128.load(stripe, 32), from), set);
    const dataD = v128.or(i8x16.swizzle(v128.load(stripe, 48), from), set);
    const keyedC = v128.xor(dataC, v128.load(key, 32));
    const keyedD = v128.xor(dataD, v128.load(key, 48));
    const lowCD = v128.shuffle<i32>(keyedC, keyedD, 0, 2, 4, 6);
    const highCD = v128.shuffle<i32>(keyedC, keyedD, 1, 3, 5, 7);
    c = i64x2.add(c, i64x2.add(i64x2.extmul_low_i32x4_u(lowCD, highCD), v128.shuffle<i64>(dataC, dataC, 1, 0)));
    d = i64x2.add(d, i64x2.add(i64x2.extmul_high_i32x4_u(lowCD, highCD), v128.shuffle<i64>(dataD, dataD, 1, 0)));
  }
  v128.store(sums, a, 0);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

function addStripe(input: usize, key: usize): void {
  for (let at: usize = 0; at < 64; at += 16) {
    const data = v128.or(i8x16.swizzle(v128.load(input + at), places), setBits);
    v128.store(sums + at, added(v128.load(sums + at), data, v128.load(key + at)));
  }
}

/** Low half times high half of the keyed data, and the data itself added to the neighbour. */
function added(sum: v128, data: v128, key: v128): v128 {
  const keyed = v128.xor(data, key);
  const product = i64x2.extmul_low_i32x4_u(
    v128.shuffle<i32>(keyed, keyed, 0, 2, 0, 2),
    v128.shuffle<i32>(keyed, keyed, 1, 3, 1, 3),
  );
  return i64x2.add(sum, i64x2.add(product, v128.shuffle<i64>(data, data, 1, 0)));
}

function scramble(): void {
  const key = secret + secretBytes - stripeBytes;
  const prime = i64x2.splat(prime32_1);
  for (let at: usize = 0; at < 64; at += 16) {
    const sum = v128.load(sums + at);
    const mixed = v128.xor(v128.xor(sum, i64x2.shr_u(sum, 47)), v128.load(key + at));
    v128.store(sums + at, i64x2.mul(mixed, prime));
  }
}

function merge(key: usize, start: u64): u64 {
  let result = start;
  for (let at: usize = 0; at < 64; at += 16) {
    result += folded(load<u64>(sums + at) ^ load<u64>(key + at), load<u64>(sums + at, 8) ^ load<u64>(key + at, 8));
  }
  result ^= result >> 37;
  result *= 0x165667919e3779f9;
  return result ^ (result >> 32);
}

/** The halves of the product of 128 bits, one over the other. */
function folded(a: u64, b: u64): u64 {
  const lowLow = (a & 0xffffffff) * (b & 0xffffffff);
  const highLow = (a >> 32) * (b & 0xffffffff);
  const lowHigh = (a & 0xffffffff) * (b >> 32);
  const highHigh = (a >> 32) * (b >> 32);
  const cross = (lowLow >> 32) + (highLow & 0xffffffff) + lowHigh;
  const high = (highLow >> 32) + (cross >> 32) + highHigh;
  return high ^ ((cross << 32) | (lowLow & 0xffffffff));
}
