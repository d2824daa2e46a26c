"""Edges with and without a firewall (EDG-001), firewalls that block or detect (EDG-002), and what they do not look at
(EDG-018). The verdicts are in verdicts.yaml.

Names say what a resource has: `alb-`, `site-` (CloudFront), `agw-` (Application Gateway) and `afd-` (Front Door) are edges;
`acl-`, `door-` (a policy of Front Door) and `waf-` (one of Application Gateway) are firewalls.
"""

import amazon  # noqa: F401 - it declares its resources
import microsoft  # noqa: F401 - it declares its resources
