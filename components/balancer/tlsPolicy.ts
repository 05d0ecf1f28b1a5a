/** Which versions of TLS an HTTPS listener speaks: "Security policies for your Application Load Balancer". */
export const TlsPolicy = {
    /** TLS 1.2 and 1.3. */
    Tls12: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    /** TLS 1.3 only; clients from before 2019 do not get through. */
    Tls13: "ELBSecurityPolicy-TLS13-1-3-2021-06",
} as const;
/** Which versions of TLS an HTTPS listener speaks. */
export type TlsPolicy = (typeof TlsPolicy)[keyof typeof TlsPolicy];
