/** A refusal by AWS: the error code and message that the API gives. */
export class AwsError extends Error {
    constructor(
        readonly code: string,
        readonly reason: string,
    ) {
        super(`${code}: ${reason}`);
    }
}

/**
 * An object that exists in the account but did not become what was asked for (a service without steady state):
 * the provider keeps it in its state, so that the next update can repair it.
 */
export class HalfCreated extends Error {
    constructor(
        message: string,
        readonly id: string,
    ) {
        super(message);
    }
}

export function refuse(code: string, reason: string): never {
    throw new AwsError(code, reason);
}

/** A problem that the provider finds itself, before any call. */
export interface Failure {
    property: string;
    reason: string;
}
