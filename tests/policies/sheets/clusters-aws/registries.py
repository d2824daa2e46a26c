"""Registries, by themselves and as the registry of their region scans them."""

import pulumi_aws as aws
from control import later

ON = aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True)
OFF = aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=False)


def repository(called: str, **more) -> None:
    made = {"image_tag_mutability": "IMMUTABLE", "image_scanning_configuration": ON, **more}
    aws.ecr.Repository(called, **{key: value for key, value in made.items() if value is not ...})


repository("images-whole")
repository("images-bare", image_tag_mutability=..., image_scanning_configuration=...)
repository("images-mutable", image_tag_mutability="MUTABLE")
repository("images-mutability-unset", image_tag_mutability=...)
repository("images-scan-off", image_scanning_configuration=OFF)
repository("images-scan-unset", image_scanning_configuration=...)
repository("images-mutability-unknown", image_tag_mutability=later("IMMUTABLE"))
repository("images-scan-unknown", image_scanning_configuration={"scan_on_push": later(True)})
repository(
    "images-mutable-scan-unknown",
    image_tag_mutability="MUTABLE",
    image_scanning_configuration={"scan_on_push": later(True)},
)
aws.ecr.Repository.get("images-read-by-get", "shared")

# The registry of one region scans what its filters match, whatever the repositories say.
VIRGINIA = "us-east-1"
aws.ecr.RegistryScanningConfiguration(
    "scan-of-shop",
    region=VIRGINIA,
    scan_type="BASIC",
    rules=[
        aws.ecr.RegistryScanningConfigurationRuleArgs(
            scan_frequency="SCAN_ON_PUSH",
            repository_filters=[
                aws.ecr.RegistryScanningConfigurationRuleRepositoryFilterArgs(
                    filter="shop-*", filter_type="WILDCARD"
                )
            ],
        )
    ],
)
UNSET = {"image_scanning_configuration": ...}
repository("scanned-by-the-registry", name="shop-api", region=VIRGINIA, **UNSET)
repository("not-matched-by-the-registry", name="tools", region=VIRGINIA, **UNSET)
repository("matched-in-another-region", name="shop-web", **UNSET)
