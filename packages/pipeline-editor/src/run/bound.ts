/** So many pipelines of a page keep Spark running at a time: each takes about 1 GB. */
const MOST_SPARKS = 3;

/** What may hold a Spark. */
export interface SparkHolder {
  /** Spark runs for it, or is about to. */
  readonly holdsSpark: boolean;
  /** It has work for Spark, or Spark is not its own to stop. */
  readonly needsSpark: boolean;
  /** Stop Spark; the next preview or run starts it again. */
  rest(): void;
}

/** Keeps the number of Sparks small: one that begins stops the one that was idle longest. */
export class SparkBound {
  constructor(private readonly _most = MOST_SPARKS) {}

  /** Take note that a holder uses Spark now. */
  use(holder: SparkHolder): void {
    this.leave(holder);
    this._holders.push(holder);
    const holding = this._holders.filter(each => each.holdsSpark);
    let surplus = holding.length - this._most;
    for (const each of holding) {
      if (surplus <= 0) {
        break;
      }
      if (each !== holder && !each.needsSpark) {
        surplus--;
        each.rest();
      }
    }
  }

  /** Forget a holder that is gone. */
  leave(holder: SparkHolder): void {
    this._holders = this._holders.filter(each => each !== holder);
  }

  /** The one used last stands last. */
  private _holders: SparkHolder[] = [];
}

/** The one of this page. */
export const sparkBound = new SparkBound();
