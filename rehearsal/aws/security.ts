import { list, type Value } from "../values";
import { samePolicy, validatePolicy } from "./policyDocuments";
import { simple } from "./simple";
import * as t from "./types";

const KEY = "aws:kms/key:Key";

export const key = simple({
    token: KEY,
    title: "KMS Key",
    api: {
        service: "KMS",
        create: "CreateKey",
        update: "PutKeyPolicy",
        read: "DescribeKey",
        delete: "ScheduleKeyDeletion",
    },
    defaults: {
        keyUsage: "ENCRYPT_DECRYPT",
        customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        isEnabled: true,
        enableKeyRotation: false,
        bypassPolicyLockoutSafetyCheck: false,
    },
    replaceOn: ["keyUsage", "customerMasterKeySpec", "customKeyStoreId", "multiRegion", "xksKeyId"],
    ignore: ["bypassPolicyLockoutSafetyCheck", "deletionWindowInDays"],
    equal: { policy: samePolicy },
    seconds: { create: 5, update: 5, delete: 2 },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (inputs, env) => {
        const id = env.uuid();
        return {
            id,
            keyId: id,
            arn: env.arn("kms", `key/${id}`),
            description: inputs.description ?? "",
            multiRegion: inputs.multiRegion ?? false,
            policy: inputs.policy ?? "",
            rotationPeriodInDays: inputs.rotationPeriodInDays ?? (inputs.enableKeyRotation ? 365 : 0),
        };
    },
});

export const alias = simple({
    token: "aws:kms/alias:Alias",
    title: "KMS Alias",
    api: { service: "KMS", create: "CreateAlias", update: "UpdateAlias", read: "ListAliases", delete: "DeleteAlias" },
    autoName: { property: "name", unless: "namePrefix" },
    replaceOn: ["name", "namePrefix"],
    equal: { targetKeyId: (a: Value, b: Value) => String(a).split("/").pop() === String(b).split("/").pop() },
    taken: { code: "AlreadyExistsException", message: (id) => `An alias with the name ${id} already exists` },
    outputs: (inputs, env) => {
        // The provider's automatic name has no prefix of its own; AWS wants one.
        const name =
            inputs.name === undefined
                ? `alias/${env.digits(26)}`
                : inputs.name.startsWith("alias/")
                  ? inputs.name
                  : `alias/${inputs.name}`;
        const keyId = String(inputs.targetKeyId).split("/").pop();
        return {
            id: name,
            name,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.arn("kms", name),
            targetKeyArn: env.arn("kms", `key/${keyId}`),
        };
    },
    create: (call, inputs) => {
        const keyId = String(inputs.targetKeyId).split("/").pop();
        call.need(KEY, keyId, "NotFoundException", `Key '${inputs.targetKeyId}' does not exist`);
    },
});

export const keyPolicy = simple({
    token: "aws:kms/keyPolicy:KeyPolicy",
    title: "KMS Key Policy",
    api: {
        service: "KMS",
        create: "PutKeyPolicy",
        update: "PutKeyPolicy",
        read: "GetKeyPolicy",
        delete: "PutKeyPolicy",
    },
    replaceOn: ["keyId"],
    equal: { policy: samePolicy },
    ignore: ["bypassPolicyLockoutSafetyCheck"],
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (inputs) => ({ id: inputs.keyId }),
});

export const certificate = simple({
    token: t.CERTIFICATE,
    title: "ACM Certificate",
    api: {
        service: "ACM",
        create: "RequestCertificate",
        update: "UpdateCertificateOptions",
        read: "DescribeCertificate",
        delete: "DeleteCertificate",
    },
    replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm", "certificateAuthorityArn"],
    sets: ["subjectAlternativeNames", "validationOptions"],
    seconds: { create: 6, delete: 2 },
    outputs: (inputs, env) => {
        const arn = env.arn("acm", `certificate/${env.uuid()}`);
        const isImported = inputs.certificateBody !== undefined;
        const names = [...new Set([inputs.domainName, ...list(inputs.subjectAlternativeNames)])].filter(Boolean);
        const validation = names.map((domainName) => ({
            domainName,
            resourceRecordName: `_${env.hex(32, domainName)}.${String(domainName).replace(/^\*\./, "")}.`,
            resourceRecordType: "CNAME",
            resourceRecordValue: `_${env.hex(32, `value${domainName}`)}.acm-validations.aws.`,
        }));
        return {
            id: arn,
            arn,
            domainName: inputs.domainName ?? "",
            domainValidationOptions: inputs.validationMethod === "DNS" ? validation : [],
            keyAlgorithm: inputs.keyAlgorithm ?? "RSA_2048",
            notAfter: "",
            notBefore: "",
            options: inputs.options ?? { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" },
            pendingRenewal: false,
            renewalEligibility: "INELIGIBLE",
            renewalSummaries: [],
            status: isImported ? "ISSUED" : "PENDING_VALIDATION",
            subjectAlternativeNames: inputs.subjectAlternativeNames ?? names,
            type: isImported ? "IMPORTED" : "AMAZON_ISSUED",
            validationEmails: [],
            validationMethod: inputs.validationMethod ?? (isImported ? "NONE" : ""),
        };
    },
    delete: (call) => {
        const uses = [...call.list(t.LISTENER), ...call.list("aws:lb/listenerCertificate:ListenerCertificate")];
        if (uses.some((each) => each.props.certificateArn === call.entity.id)) {
            call.fail("ResourceInUseException", `Certificate ${call.entity.id} in account ${call.account} is in use.`);
        }
    },
});

/** Waits for a certificate: it is issued once its records exist. */
export const certificateValidation = simple({
    token: "aws:acm/certificateValidation:CertificateValidation",
    title: "ACM Certificate Validation",
    api: { service: "ACM", create: "DescribeCertificate", read: "DescribeCertificate", delete: "DescribeCertificate" },
    replaceOn: ["certificateArn", "validationRecordFqdns"],
    sets: ["validationRecordFqdns"],
    seconds: { create: 60 },
    outputs: () => ({ id: "2026-01-01 00:00:00 +0000 UTC" }),
    keyOf: (_id, state) => state.certificateArn,
    create: (call, inputs) => {
        const arn = inputs.certificateArn;
        const found = call.need(t.CERTIFICATE, arn, "ResourceNotFoundException", `Could not find certificate ${arn}.`);
        const fqdns = call
            .list("aws:route53/record:Record")
            .map((record) => String(record.props.fqdn).replace(/\.$/, ""));
        const missing = list(found.props.domainValidationOptions)
            .map((option) => String(option.resourceRecordName).replace(/\.$/, ""))
            .filter((name) => !fqdns.includes(name));
        if (missing.length > 0) {
            call.seconds = call.options.timeout || 4500;
            throw new Error(
                `1 error occurred:\n\t* waiting for ACM Certificate (${arn}) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION'): no record ${missing[0]}\n\n`,
            );
        }
        found.props.status = "ISSUED";
        call.save(found);
    },
});

export const webAclAssociation = simple({
    token: "aws:wafv2/webAclAssociation:WebAclAssociation",
    title: "WAFv2 WebACL Association",
    api: { service: "WAFV2", create: "AssociateWebACL", read: "GetWebACLForResource", delete: "DisassociateWebACL" },
    replaceOn: ["resourceArn", "webAclArn"],
    references: [
        {
            path: "resourceArn",
            type: t.LOAD_BALANCER,
            by: "arn",
            code: "WAFNonexistentItemException",
            message: () => "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
        },
    ],
    outputs: (inputs) => ({ id: `${inputs.webAclArn},${inputs.resourceArn}` }),
});
