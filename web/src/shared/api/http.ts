// One door for every call to the server: JSON in and out, the CSRF header, and errors with their stable slug.

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    message: string,
    readonly details: unknown = null,
  ) {
    super(message);
  }
}

let csrf: string | null = null;
const signedOutListeners = new Set<() => void>();

export function setCsrf(value: string | null): void {
  csrf = value;
}

/** Call `listener` whenever the server says that nobody is signed in any more. Returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export type QueryParams = Record<string, string | number | boolean | null | undefined>;

/** Append the given parameters that have a value. */
export function withParams(path: string, params: QueryParams): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function errorOf(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => null);
  const slug = typeof body?.error === "string" ? body.error : `http_${response.status}`;
  return new ApiError(response.status, slug, body?.message ?? response.statusText, body?.details ?? null);
}

/** A token that has changed meanwhile (another tab signed in anew) is fetched, and the call sent once more. */
async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  try {
    return await sendOnce<T>(method, path, body, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.slug !== "csrf-failed") throw error;
    setCsrf((await sendOnce<{ csrf: string }>("GET", "/api/session")).csrf);
    return sendOnce<T>(method, path, body, signal);
  }
}

async function sendOnce<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  if (csrf && method !== "GET") headers["X-CSRF-Token"] = csrf;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (cause) {
    if ((cause as Error).name === "AbortError") throw cause;
    throw new ApiError(0, "offline", "no answer from the server");
  }
  if (!response.ok) {
    const error = await errorOf(response);
    if (response.status === 401 && !path.startsWith("/api/session")) {
      for (const listener of signedOutListeners) listener();
    }
    throw error;
  }
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

export const http = {
  get: <T>(path: string, signal?: AbortSignal) => send<T>("GET", path, undefined, signal),
  post: <T>(path: string, body: unknown = {}) => send<T>("POST", path, body),
  put: <T>(path: string, body: unknown) => send<T>("PUT", path, body),
  delete: <T>(path: string) => send<T>("DELETE", path),
};

/** True for answers that trying again cannot change (a 4xx other than time-out and too-many). */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status >= 400 &&
    error.status < 500 &&
    error.status !== 408 &&
    error.status !== 429
  );
}
