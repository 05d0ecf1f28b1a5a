/**
 * Makes resources without the stack traces that @pulumi/pulumi takes for each property of each resource, to name it when
 * a program ends before the property is known: nothing else in a preview of many services costs as much CPU. Where a
 * resource stands in the program is still recorded, and PULUMI_DEBUG_PROMISE_LEAKS, which prints the traces, has them.
 */
export function withoutStackTraces<T>(make: () => T): T {
    const limit = Error.stackTraceLimit;
    if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
    try {
        return make();
    } catch (error) {
        Error.stackTraceLimit = limit;
        // An error made in there says where it came from as far as this: whose constructor it was, and who called that.
        if (error instanceof Error && !error.stack?.includes("\n    at ")) {
            Error.captureStackTrace(error, withoutStackTraces);
        }
        throw error;
    } finally {
        Error.stackTraceLimit = limit;
    }
}
