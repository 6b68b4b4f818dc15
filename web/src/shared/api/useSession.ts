// Who is signed in, signing in and signing out.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { ApiError, http, setCsrf } from "./http";
import type { Session } from "./types";

const key = ["session"];

async function fetchSession(): Promise<Session | null> {
  try {
    const session = await http.get<Session>("/api/session");
    setCsrf(session.csrf);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: key, queryFn: fetchSession, staleTime: Number.POSITIVE_INFINITY });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      http.post<Session>("/api/session", credentials),
    onSuccess: (session) => {
      setCsrf(session.csrf);
      client.setQueryData(key, session);
    },
  });
}

/** Signs in with the one-time code of a sign-in link. */
export function useSignInByCode() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => http.post<Session>("/api/session/code", { code }),
    onSuccess: (session) => {
      setCsrf(session.csrf);
      client.setQueryData(key, session);
    },
  });
}

/** May the signed-in person do this? Names as in the server's permission table. */
export function useMay(permission: string): boolean {
  return useSession().data?.permissions.includes(permission) ?? false;
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => http.delete<void>("/api/session"),
    onSettled: () => {
      setCsrf(null);
      client.clear();
      client.setQueryData(key, null);
    },
  });
}

/** Forget the session at once, e.g. after the server answered 401 to something else. */
export function useForgetSession() {
  const client = useQueryClient();
  return useCallback(() => client.setQueryData(key, null), [client]);
}
