/** What a person must do before there is an engine: one paragraph, shown without a stack. */
export class EngineError extends Error {
    name = "EngineError";
}
