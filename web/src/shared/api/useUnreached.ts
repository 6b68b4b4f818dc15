// People nobody could reach, by name, and what a controller does about them.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unreachedOf, unreachedRow } from "./adapt";
import { http } from "./http";
import type { Server } from "./server";
import type { UnreachedRow } from "./types";
import { useWindow, type WindowedRows, type WindowRange } from "./useWindow";

/** All of the day, by name. */
export function useUnreached(q: string, range: WindowRange): WindowedRows<UnreachedRow> {
  return useWindow<Server["UnreachedRow"], UnreachedRow>(
    "unreached",
    "/api/unreached",
    { q },
    range,
    unreachedRow,
  );
}

/** Those of one disruption, out of its passenger list (names masked as there). */
export function useUnreachedOf(
  disruptionId: string,
  q: string,
  range: WindowRange,
): WindowedRows<UnreachedRow> {
  return useWindow<Server["PassengerRow"], UnreachedRow>(
    "passengers",
    `/api/disruptions/${disruptionId}/passengers`,
    { q, state: "unreachable" },
    range,
    (row) => unreachedOf(row, disruptionId),
  );
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

export const useNoteTry = () =>
  useTaskAction((v: { taskId: string; way: string; note: string; worked: boolean }) =>
    http.post(`/api/tasks/${v.taskId}/note-${v.worked ? "reached" : "tried"}`, {
      way: v.way,
      note: v.note,
    }),
  );
