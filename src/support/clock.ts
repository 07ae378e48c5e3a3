/** Later: by real timers, or by hand so that tests never wait. */

export interface Clock {
  /** Runs `work` once, `delayMs` from now; the returned function takes it back. */
  after(delayMs: number, work: () => void): () => void;
}

/** Node's timers; they never keep a process alive. */
export const realClock: Clock = {
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

interface Appointment {
  readonly dueMs: number;
  readonly order: number;
  readonly work: () => void;
}

/** Time stands still until `advance` moves it. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #appointments: Appointment[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, work: () => void): () => void {
    const appointment = { dueMs: this.#nowMs + delayMs, order: this.#order++, work };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  }

  /** Moves time on and runs what falls due, in order, including what that work itself arranges. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let next = this.#nextDue(untilMs); next !== undefined; next = this.#nextDue(untilMs)) {
      this.#nowMs = next.dueMs;
      this.#appointments = this.#appointments.filter((other) => other !== next);
      next.work();
    }
    this.#nowMs = untilMs;
  }

  #nextDue(untilMs: number): Appointment | undefined {
    const due = this.#appointments.filter((appointment) => appointment.dueMs <= untilMs);
    return due.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
  }
}
