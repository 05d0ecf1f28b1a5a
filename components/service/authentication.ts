import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";

/** What happens to a request of somebody who has not signed in. */
export const UnauthenticatedAction = {
    /** It goes to the sign-in page. */
    Authenticate: "authenticate",
    /** It comes to the service all the same. */
    Allow: "allow",
    /** It is answered with 401. */
    Deny: "deny",
} as const;
/** What happens to a request of somebody who has not signed in. */
export type UnauthenticatedAction = (typeof UnauthenticatedAction)[keyof typeof UnauthenticatedAction];

/** An identity provider that speaks OpenID Connect. */
export interface OidcArgs {
    /** URL of the issuer, with https. */
    issuer: pulumi.Input<string>;
    /** URL to which the browser is sent to sign in. */
    authorizationEndpoint: pulumi.Input<string>;
    /** URL at which the load balancer gets tokens. */
    tokenEndpoint: pulumi.Input<string>;
    /** URL at which it gets what is known about the user. */
    userInfoEndpoint: pulumi.Input<string>;
    /** Id of the client that is registered at the provider. */
    clientId: pulumi.Input<string>;
    /** Its secret; it is kept encrypted in the state. */
    clientSecret: pulumi.Input<string>;
}

/** A user pool of Amazon Cognito. */
export interface CognitoArgs {
    /** ARN of the user pool. */
    userPoolArn: pulumi.Input<string>;
    /** Id of its client. */
    userPoolClientId: pulumi.Input<string>;
    /** Domain prefix of the user pool. */
    userPoolDomain: pulumi.Input<string>;
}

/** Signing in at the load balancer: by oidc or by cognito. */
export interface AuthenticationArgs {
    /** Identity provider that speaks OpenID Connect. */
    oidc?: OidcArgs;
    /** User pool of Amazon Cognito. */
    cognito?: CognitoArgs;
    /** What is asked of the provider. Default: openid. */
    scope?: string;
    /** Name of the cookie that keeps the session. Default: AWSELBAuthSessionCookie. */
    sessionCookieName?: string;
    /** Seconds that a session lasts, 1 to 604800. Default: 604800, seven days. */
    sessionTimeout?: number;
    /** What happens to a request of somebody who has not signed in. Default: authenticate. */
    onUnauthenticatedRequest?: UnauthenticatedAction;
}

/** What is wrong with an authentication: API_AuthenticateOidcActionConfig. */
export function* authenticationProblems(path: string, args: AuthenticationArgs | undefined): Generator<Problem> {
    if (!args) return;
    if ((args.oidc === undefined) === (args.cognito === undefined)) {
        const got = args.oidc ? "both" : "neither";
        yield { propertyPath: path, reason: `must have one of oidc and cognito, got ${got}` };
    }
    yield* rangeProblems(`${path}.sessionTimeout`, args.sessionTimeout, { min: 1, max: 604800, unit: "seconds" });
    for (const key of ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"] as const) {
        const url = args.oidc?.[key];
        if (typeof url === "string" && !url.startsWith("https://")) {
            yield {
                propertyPath: `${path}.oidc.${key}`,
                reason: `must be a URL with https, got ${JSON.stringify(url)}`,
            };
        }
    }
}
