/** Type tokens that several services look up. The `rehearsal:` ones are AWS's own objects, which no stack declares. */
export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
export const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
export const ROUTE = "aws:ec2/route:Route";
export const ROUTE_TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
export const NETWORK_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
export const ELASTIC_IP = "aws:ec2/eip:Eip";
export const AUTO_SCALING_GROUP = "aws:autoscaling/group:Group";
export const CLUSTER = "aws:ecs/cluster:Cluster";
export const CAPACITY_PROVIDER = "aws:ecs/capacityProvider:CapacityProvider";
export const CLUSTER_CAPACITY_PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
export const ECS_SERVICE = "aws:ecs/service:Service";
export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile";
export const POLICY = "aws:iam/policy:Policy";
export const SERVICE_LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole";
export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const LISTENER = "aws:lb/listener:Listener";
export const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
export const REPOSITORY = "aws:ecr/repository:Repository";
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
export const DISCOVERY_SERVICE = "aws:servicediscovery/service:Service";
export const PRIVATE_NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";
export const PUBLIC_NAMESPACE = "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace";
export const HTTP_NAMESPACE = "aws:servicediscovery/httpNamespace:HttpNamespace";
export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
export const PARAMETER = "aws:ssm/parameter:Parameter";
export const FILE_SYSTEM = "aws:efs/fileSystem:FileSystem";
export const MOUNT_TARGET = "aws:efs/mountTarget:MountTarget";
export const ACCESS_POINT = "aws:efs/accessPoint:AccessPoint";
export const CERTIFICATE = "aws:acm/certificate:Certificate";
export const SCALABLE_TARGET = "aws:appautoscaling/target:Target";

/** An instance that an Auto Scaling group (or a stack) runs. */
export const INSTANCE = "rehearsal:ec2:instance";
/** A running task of a service. */
export const TASK = "rehearsal:ecs:task";
/** An image in a repository; its id is `<repository>@<digest>`. */
export const IMAGE = "rehearsal:ecr:image";
/** A secret's name within its recovery window. */
export const DELETED_SECRET = "rehearsal:secretsmanager:deleted";
