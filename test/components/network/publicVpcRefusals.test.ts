import { PublicVpc, type PublicVpcArgs } from "../../../components";
import { type Refusals, refusalTests } from "../../support/plan";

describe("PublicVpc in its refusals", () => {
    const refusals: Refusals<PublicVpcArgs> = [
        [
            "a block with bits beyond its prefix",
            { cidrBlock: "10.0.0.1/16" },
            [
                [
                    "cidrBlock",
                    'must be an IPv4 block from /16 to /28 that starts on its own boundary, such as 10.0.0.0/16, got "10.0.0.1/16"',
                ],
            ],
        ],
        [
            "a block that AWS does not take",
            { cidrBlock: "10.0.0.0/8" },
            [
                [
                    "cidrBlock",
                    'must be an IPv4 block from /16 to /28 that starts on its own boundary, such as 10.0.0.0/16, got "10.0.0.0/8"',
                ],
            ],
        ],
        [
            "what is no block",
            { cidrBlock: "ten" },
            [
                [
                    "cidrBlock",
                    'must be an IPv4 block from /16 to /28 that starts on its own boundary, such as 10.0.0.0/16, got "ten"',
                ],
            ],
        ],
        [
            "a subnet larger than the VPC",
            { subnetPrefix: 12 },
            [["subnetPrefix", "must be a whole number from the VPC's own prefix (16) to 28, got 12"]],
        ],
        [
            "a subnet that AWS does not take",
            { subnetPrefix: 29 },
            [["subnetPrefix", "must be a whole number from the VPC's own prefix (16) to 28, got 29"]],
        ],
        [
            "more zones than subnets fit",
            { subnetPrefix: 17, availabilityZoneCount: 3 },
            [
                [
                    "subnetPrefix",
                    "leaves room for 2 subnets in 10.0.0.0/16, but there are 3 zones; take a longer prefix, got 17",
                ],
            ],
        ],
        [
            "one zone",
            { availabilityZoneCount: 1 },
            [["availabilityZoneCount", "must be a whole number, 2 to 6 zones, got 1"]],
        ],
        [
            "half a zone",
            { availabilityZoneCount: 2.5 },
            [["availabilityZoneCount", "must be a whole number, 2 to 6 zones, got 2.5"]],
        ],
        [
            "one zone by name",
            { availabilityZoneNames: ["a"] },
            [
                [
                    "availabilityZoneNames",
                    'must be two or more different zones, because a load balancer needs two, got ["a"]',
                ],
            ],
        ],
        [
            "one zone twice",
            { availabilityZoneNames: ["a", "a"] },
            [
                [
                    "availabilityZoneNames",
                    'must be two or more different zones, because a load balancer needs two, got ["a","a"]',
                ],
            ],
        ],
        [
            "names and a count, and a wrong block",
            { availabilityZoneNames: ["a", "b"], availabilityZoneCount: 2, cidrBlock: "x" },
            [
                ["availabilityZoneCount", "says the same as availabilityZoneNames; give one of the two"],
                [
                    "cidrBlock",
                    'must be an IPv4 block from /16 to /28 that starts on its own boundary, such as 10.0.0.0/16, got "x"',
                ],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new PublicVpc("shop", args));
});
