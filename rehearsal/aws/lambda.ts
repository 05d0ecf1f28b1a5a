import { hash, stable } from "../values";
import { type Reference, simple } from "./simple";
import * as t from "./types";

const role: Reference = {
    path: "role",
    type: t.ROLE,
    by: "arn",
    code: "InvalidParameterValueException",
    message: () => "The role defined for the function cannot be assumed by Lambda.",
};

export const lambdaFunction = simple({
    token: "aws:lambda/function:Function",
    title: "Lambda Function",
    api: {
        service: "Lambda",
        create: "CreateFunction",
        update: "UpdateFunctionCode",
        read: "GetFunction",
        delete: "DeleteFunction",
    },
    autoName: { property: "name", max: 64 },
    defaults: {
        memorySize: 128,
        packageType: "Zip",
        publish: false,
        reservedConcurrentExecutions: -1,
        skipDestroy: false,
        timeout: 3,
    },
    replaceOn: ["name", "packageType"],
    sets: ["subnetIds", "securityGroupIds"],
    references: [role],
    taken: { code: "ResourceConflictException", message: (id) => `Function already exist: ${id}` },
    seconds: { create: 12, update: 12, delete: 2 },
    unknownOnUpdate: () => ["lastModified"],
    outputs: (inputs, env) => {
        const arn = env.arn("lambda", `function:${inputs.name}`);
        const invokeArn = `arn:${env.partition}:apigateway:${env.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
        const code = Buffer.from(hash(stable([inputs.code, inputs.imageUri, inputs.s3Key])), "hex").toString("base64");
        return {
            id: inputs.name,
            arn,
            invokeArn,
            qualifiedArn: `${arn}:$LATEST`,
            qualifiedInvokeArn: invokeArn.replace(arn, `${arn}:$LATEST`),
            responseStreamingInvokeArn: invokeArn.replace("/invocations", "/response-streaming-invocations"),
            architectures: inputs.architectures ?? ["x86_64"],
            codeSha256: code,
            sourceCodeHash: inputs.sourceCodeHash ?? code,
            sourceCodeSize: 1024,
            ephemeralStorage: inputs.ephemeralStorage ?? { size: 512 },
            lastModified: "2026-01-01T00:00:00.000+0000",
            loggingConfig: inputs.loggingConfig ?? { logFormat: "Text", logGroup: `/aws/lambda/${inputs.name}` },
            signingJobArn: "",
            signingProfileVersionArn: "",
            tracingConfig: inputs.tracingConfig ?? { mode: "PassThrough" },
            version: "$LATEST",
        };
    },
});

export const lambdaPermission = simple({
    token: "aws:lambda/permission:Permission",
    title: "Lambda Permission",
    api: { service: "Lambda", create: "AddPermission", read: "GetPolicy", delete: "RemovePermission" },
    autoName: { property: "statementId", max: 100, unless: "statementIdPrefix" },
    replaces: () => true,
    outputs: (inputs) => ({
        id: inputs.statementId,
        statementId: inputs.statementId,
        statementIdPrefix: inputs.statementIdPrefix ?? "",
    }),
    create: (call, inputs) => {
        const name = String(inputs.function).split("function:").pop();
        call.need(
            "aws:lambda/function:Function",
            name,
            "ResourceNotFoundException",
            `Function not found: ${inputs.function}`,
        );
    },
});
