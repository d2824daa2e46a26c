"""The tool: plans, checks, compares and rehearses any Pulumi Python program. The library of tiers is
`jiban.components`, the rules are `jiban.policies`.
"""
