import type { TraceReport } from '../reports';
export type Reference = TraceReport['references'][number];
