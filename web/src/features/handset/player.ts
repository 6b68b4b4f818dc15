// Plays what is said, part after part, and tells when it has come to its end. Without audio it waits as long as reading takes.
const A_CHINESE_SIGN_MS = 230;
const A_LETTER_MS = 55;
const SHORTEST_MS = 1_200;
const OVERTIME_MS = 1_500; // a browser whose sound stands still must not stop the call

export function readingMs(text: string): number {
  const signs = (text.match(/[㐀-鿿]/g) ?? []).length;
  return Math.max(SHORTEST_MS, signs * A_CHINESE_SIGN_MS + (text.length - signs) * A_LETTER_MS);
}

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

export class Player {
  private readonly context = new AudioContext();
  private source: AudioBufferSourceNode | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private chain: Promise<void> = Promise.resolve();
  private id = 0;
  private parts = 0;
  private text = "";

  constructor(private readonly played: (id: number) => void) {
    void this.context.resume();
  }

  begin(id: number, text: string, parts: number): void {
    this.stop();
    Object.assign(this, { id, text, parts, chain: Promise.resolve() });
  }

  /** One more part; they are played in the order of coming. */
  add(id: number, wav: string): void {
    this.chain = this.chain.then(async () => {
      if (id !== this.id) return;
      const sound = await this.context.decodeAudioData(bytesOf(wav)).catch(() => null);
      if (sound) await this.playOne(id, sound);
      if (id !== this.id) return;
      this.parts -= 1;
      if (this.parts === 0) this.end(id);
    });
  }

  /** There is no audio for this: it counts as said when it can have been read. */
  readOnly(id: number): void {
    if (id !== this.id) return;
    this.timer = setTimeout(() => this.end(id), readingMs(this.text));
  }

  /** Silence, at once. */
  stop(): void {
    this.id = 0;
    clearTimeout(this.timer);
    this.source?.stop();
    this.source = null;
  }

  close(): void {
    this.stop();
    void this.context.close();
  }

  private end(id: number): void {
    this.id = 0;
    this.played(id);
  }

  private playOne(id: number, sound: AudioBuffer): Promise<void> {
    return new Promise((done) => {
      if (id !== this.id) return done();
      const source = this.context.createBufferSource();
      source.buffer = sound;
      source.connect(this.context.destination);
      source.onended = () => done();
      source.start();
      this.source = source;
      setTimeout(done, sound.duration * 1000 + OVERTIME_MS);
    });
  }
}
