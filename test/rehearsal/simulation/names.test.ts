import * as assert from "node:assert/strict";
import type { Props } from "../../../rehearsal/values";
import { balancer, network } from "./cluster";
import { refused, Stack } from "./stack";

const SECRET = "aws:secretsmanager/secret:Secret";

describe("simulation: load balancers", () => {
    it("refuses a priority twice, and finds a free one when none is given", () => {
        const stack = new Stack();
        const web = balancer(stack, network(stack));
        stack.up("aws:lb/listenerRule:ListenerRule", "a", web.forward(10));
        refused(/PriorityInUse: Priority '10' is currently in use/, () =>
            stack.up("aws:lb/listenerRule:ListenerRule", "b", web.forward(10)),
        );
        const { priority, ...rest } = web.forward(10);
        assert.equal(stack.up("aws:lb/listenerRule:ListenerRule", "c", rest).state.priority, priority + 1);
    });

    it("keeps a target group that a rule uses", () => {
        const stack = new Stack();
        const web = balancer(stack, network(stack));
        const rule = stack.up("aws:alb/listenerRule:ListenerRule", "a", web.forward(10));
        refused(/ResourceInUse.*currently in use by a listener or a rule/, () => stack.down(web.targets));
        stack.down(rule);
        stack.down(web.targets);
    });

    it("refuses equal names, HTTPS without a certificate, and deletion under protection", () => {
        const stack = new Stack();
        const net = network(stack);
        const args = { name: "web", subnets: net.subnetIds, enableDeletionProtection: true };
        const alb = stack.up("aws:lb/loadBalancer:LoadBalancer", "a", args);
        refused(/DuplicateLoadBalancerName/, () => stack.up("aws:lb/loadBalancer:LoadBalancer", "b", args));
        const secure = { loadBalancerArn: alb.id, port: 443, protocol: "HTTPS", defaultActions: [] };
        refused(/A certificate must be specified/, () => stack.up("aws:lb/listener:Listener", "s", secure));
        refused(/OperationNotPermitted/, () => stack.down(alb));
        stack.update(alb, { ...args, enableDeletionProtection: false });
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("serves network load balancers with listeners of their own protocols", () => {
        const stack = new Stack();
        const net = network(stack);
        const nlb = stack.up("aws:lb/loadBalancer:LoadBalancer", "n", {
            loadBalancerType: "network",
            subnets: [net.subnetIds[0]],
        });
        assert.match(nlb.state.arnSuffix, /^net\/n-/);
        const targets = stack.up("aws:lb/targetGroup:TargetGroup", "n", {
            port: 53,
            protocol: "UDP",
            vpcId: net.vpc.id,
        });
        const listener = (protocol: string) => ({
            loadBalancerArn: nlb.id,
            port: 53,
            protocol,
            defaultActions: [{ type: "forward", targetGroupArn: targets.id }],
        });
        refused(/Listener protocol 'HTTP' must be one of/, () =>
            stack.up("aws:lb/listener:Listener", "http", listener("HTTP")),
        );
        stack.up("aws:lb/listener:Listener", "dns", listener("UDP"));
        for (const resource of stack.resources) {
            assert.deepEqual(stack.diff(resource, resource.inputs).changes, [], resource.subject.token);
        }
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("writes a test file into the bucket for its logs, if the bucket lets it", () => {
        const stack = new Stack();
        const net = network(stack);
        const bucket = stack.up("aws:s3/bucket:Bucket", "logs", {});
        const args = { subnets: net.subnetIds, accessLogs: { bucket: bucket.id, enabled: true } };
        const up = () => stack.up("aws:lb/loadBalancer:LoadBalancer", "a", args);
        refused(/Access Denied for bucket/, up);
        const policy = stack.up("aws:s3/bucketPolicy:BucketPolicy", "logs", { bucket: bucket.id, policy: "{}" });
        stack.down(up());
        stack.down(policy);
        refused(/BucketNotEmpty/, () => stack.down(bucket));
        stack.update(bucket, { forceDestroy: true });
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("takes a certificate once it is issued", () => {
        const stack = new Stack();
        const web = balancer(stack, network(stack));
        const certificate = stack.up("aws:acm/certificate:Certificate", "c", {
            domainName: "a.example.com",
            validationMethod: "DNS",
        });
        const https: Props = {
            loadBalancerArn: web.alb.id,
            port: 443,
            protocol: "HTTPS",
            certificateArn: certificate.id,
            defaultActions: [{ type: "forward", targetGroupArn: web.targets.id }],
        };
        refused(/UnsupportedCertificate/, () => stack.up("aws:lb/listener:Listener", "https", https));
        const validation = { certificateArn: certificate.id };
        refused(/last state: 'PENDING_VALIDATION'/, () =>
            stack.up("aws:acm/certificateValidation:CertificateValidation", "v", validation),
        );
        const zone = stack.up("aws:route53/zone:Zone", "z", { name: "example.com" });
        const [option] = certificate.state.domainValidationOptions;
        stack.up("aws:route53/record:Record", "r", {
            zoneId: zone.id,
            name: option.resourceRecordName,
            type: option.resourceRecordType,
            ttl: 60,
            records: [option.resourceRecordValue],
        });
        stack.up("aws:acm/certificateValidation:CertificateValidation", "v", validation);
        stack.up("aws:lb/listener:Listener", "https", https);
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });
});

describe("simulation: names that are taken", () => {
    const twice: [string, RegExp, Props][] = [
        [
            "aws:iam/role:Role",
            /EntityAlreadyExists: Role with name x already exists/,
            {
                name: "x",
                assumeRolePolicy:
                    '{"Statement":[{"Effect":"Allow","Principal":{"Service":"a"},"Action":"sts:AssumeRole"}]}',
            },
        ],
        ["aws:ecr/repository:Repository", /RepositoryAlreadyExistsException/, { name: "xx" }],
        ["aws:cloudwatch/logGroup:LogGroup", /ResourceAlreadyExistsException/, { name: "x" }],
        [SECRET, /ResourceExistsException/, { name: "x" }],
        ["aws:ssm/parameter:Parameter", /ParameterAlreadyExists/, { name: "x", type: "String", value: "v" }],
        ["aws:servicediscovery/httpNamespace:HttpNamespace", /NamespaceAlreadyExists/, { name: "x" }],
        ["aws:sqs/queue:Queue", /QueueAlreadyExists/, { name: "x" }],
        ["aws:s3/bucket:Bucket", /BucketAlreadyOwnedByYou/, { bucket: "xxx" }],
        ["aws:scheduler/scheduleGroup:ScheduleGroup", /ConflictException/, { name: "x" }],
        ["aws:kms/alias:Alias", /NotFoundException|AlreadyExistsException/, { name: "alias/x", targetKeyId: "k" }],
    ];
    for (const [token, pattern, args] of twice) {
        it(`refuses a second ${token.split(":").pop()} of the same name`, () => {
            const stack = new Stack();
            if (token.endsWith(":Alias")) {
                args.targetKeyId = stack.up("aws:kms/key:Key", "k", {}).id;
            }
            stack.up(token, "one", args);
            refused(pattern, () => stack.up(token, "two", args));
        });
    }

    it("keeps a secret's name for its recovery window, unless the window is zero", () => {
        const stack = new Stack();
        stack.down(stack.up(SECRET, "a", { name: "a" }));
        refused(/already scheduled for deletion/, () => stack.up(SECRET, "a", { name: "a" }));
        stack.down(stack.up(SECRET, "b", { name: "b", recoveryWindowInDays: 0 }));
        stack.up(SECRET, "b", { name: "b" });
    });

    it("allows one private zone a name and VPC, and needs the VPC's DNS", () => {
        const stack = new Stack();
        const { vpc } = network(stack);
        const NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";
        const first = stack.up(NAMESPACE, "a", { name: "x.internal", vpc: vpc.id });
        refused(/ConflictingDomainExists/, () => stack.up(NAMESPACE, "b", { name: "x.internal", vpc: vpc.id }));
        const service = stack.up("aws:servicediscovery/service:Service", "s", {
            dnsConfig: { namespaceId: first.id, dnsRecords: [{ ttl: 1, type: "A" }] },
        });
        refused(/ResourceInUse/, () => stack.down(first));
        stack.down(service);
        stack.down(first);
        stack.update(vpc, { ...vpc.inputs, enableDnsHostnames: false });
        refused(/enableDnsHostnames/, () => stack.up(NAMESPACE, "c", { name: "y.internal", vpc: vpc.id }));
    });

    it("refuses a policy that AWS does not have", () => {
        const stack = new Stack();
        const trust = '{"Statement":[{"Effect":"Allow","Principal":{"Service":"a"},"Action":"sts:AssumeRole"}]}';
        const role = stack.up("aws:iam/role:Role", "r", { assumeRolePolicy: trust });
        const attach = (policyArn: string) =>
            stack.up("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "p", { role: role.id, policyArn });
        // The Lattice policy has no service-role path, unlike its neighbours.
        refused(/NoSuchEntity/, () =>
            attach("arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVpcLattice"),
        );
        attach("arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForVpcLattice");
        refused(/NoSuchEntity/, () => attach("arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore"));
    });
});
