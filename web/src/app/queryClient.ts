// How often we ask again: not after a final answer, three times with growing pauses after any other failure.
import { QueryClient } from "@tanstack/react-query";
import { isFinal } from "@/shared/api/http";

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => !isFinal(error) && failures < 3,
        retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt),
      },
      mutations: { retry: false },
    },
  });
}
