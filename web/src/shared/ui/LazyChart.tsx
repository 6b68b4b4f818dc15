// A chart whose library is fetched only when a chart is looked at.
import { lazy, Suspense } from "react";
import { Loading } from "./States";

const EChart = lazy(() => import("./EChart"));

export function LazyChart(props: { option: Record<string, unknown>; label: string; height?: number }) {
  return (
    <Suspense fallback={<Loading rows={6} />}>
      <EChart {...props} height={props.height ?? 280} />
    </Suspense>
  );
}
