/** Numbers by chance that are the same for the same seed (mulberry32). */
export class Dice {
  constructor(seed) {
    this._state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0;
    this.below(2);
  }

  /** A whole number from 0 to below a limit. */
  below(limit) {
    this._state = (this._state + 0x6d2b79f5) >>> 0;
    let t = this._state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  }

  /** One of a list. */
  of(list) {
    return list[this.below(list.length)];
  }

  /** Between one and so many of a list, in its order. */
  some(list, most) {
    const kept = list.filter(() => this.below(2) === 0).slice(0, most);
    return kept.length > 0 || list.length === 0 ? kept : [this.of(list)];
  }
}
