// People nobody could reach, by name, and what a controller does about them.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { Page, UnreachedRow } from "./types";

export function useUnreached(filter: { q: string; disruption_id?: string | null; limit?: number }) {
  return useQuery({
    queryKey: ["unreached", filter],
    queryFn: ({ signal }) =>
      http.get<Page<UnreachedRow>>(withParams("/api/unreached", { limit: 500, ...filter }), signal),
    placeholderData: keepPreviousData,
  });
}

function useTaskAction<V extends { taskId: string }>(send: (variables: V) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => {
      for (const root of ["unreached", "passengers", "passenger", "overview"]) {
        void client.invalidateQueries({ queryKey: [root] });
      }
    },
  });
}

export const useAssign = () =>
  useTaskAction((v: { taskId: string; owner: string }) =>
    http.post(`/api/tasks/${v.taskId}/assign`, { owner: v.owner }),
  );

export const useTakeOver = () =>
  useTaskAction((v: { taskId: string }) => http.post(`/api/tasks/${v.taskId}/take-over`));

export const useNoteReached = () =>
  useTaskAction((v: { taskId: string; note: string }) =>
    http.post(`/api/tasks/${v.taskId}/note-reached`, { note: v.note }),
  );
