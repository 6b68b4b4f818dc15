// Passengers of one disruption, filtered by ledger state and searched on the server.
import { passengerRow } from "./adapt";
import type { Server } from "./server";
import type { PassengerRow, ReachState } from "./types";
import { useWindow, type WindowedRows, type WindowRange } from "./useWindow";

export interface PassengerFilter {
  state: ReachState | null;
  q: string;
}

export function usePassengers(
  disruptionId: string,
  filter: PassengerFilter,
  range: WindowRange,
): WindowedRows<PassengerRow> {
  return useWindow<Server["PassengerRow"], PassengerRow>(
    "passengers",
    `/api/disruptions/${disruptionId}/passengers`,
    { ...filter },
    range,
    (row) => passengerRow(row, disruptionId),
  );
}
