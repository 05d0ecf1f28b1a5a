import { LOG_RETENTION_DAYS } from "../ecs/limits";
import type { Problem } from "../errors";

/** Record of the connections in a VPC. */
export interface FlowLogsArgs {
    /** ACCEPT, REJECT or ALL. Default: ALL. */
    trafficType?: string;
    /** Days that the record is kept, one of the values that CloudWatch Logs takes. Default: 30. */
    logRetentionDays?: number;
}

/** What is wrong with flow logs. */
export function* flowLogsProblems({ trafficType, logRetentionDays }: FlowLogsArgs): Generator<Problem> {
    if (trafficType !== undefined && !["ACCEPT", "REJECT", "ALL"].includes(trafficType)) {
        const reason = `must be ACCEPT, REJECT or ALL, got ${JSON.stringify(trafficType)}`;
        yield { propertyPath: "flowLogs.trafficType", reason };
    }
    if (logRetentionDays !== undefined && !LOG_RETENTION_DAYS.includes(logRetentionDays)) {
        const reason = `must be one of ${LOG_RETENTION_DAYS.join(", ")} days, got ${logRetentionDays}`;
        yield { propertyPath: "flowLogs.logRetentionDays", reason };
    }
}
