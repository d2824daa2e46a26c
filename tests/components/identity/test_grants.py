from jiban.components.identity.grants import aws_script, azure_script


def test_a_service_works_in_its_databases() -> None:
    """The script makes the role, closes its databases to others and opens them to the service."""
    assert azure_script("id-trip-user-prod", "33333333-3333-3333-3333-333333333333", ("trip", "ai")) == (
        "\\connect postgres\n"
        "SELECT pg_catalog.pgaadauth_create_principal_with_oid('id-trip-user-prod', "
        "'33333333-3333-3333-3333-333333333333', 'service', false, false)\n"
        "  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'id-trip-user-prod');\n"
        'SECURITY LABEL FOR pgaadauth ON ROLE "id-trip-user-prod" IS '
        "'aadauth,oid=33333333-3333-3333-3333-333333333333,type=service';\n"
        'REVOKE CONNECT ON DATABASE "ai" FROM PUBLIC;\n'
        'GRANT CONNECT ON DATABASE "ai" TO "id-trip-user-prod";\n'
        'REVOKE CONNECT ON DATABASE "trip" FROM PUBLIC;\n'
        'GRANT CONNECT ON DATABASE "trip" TO "id-trip-user-prod";\n'
        '\\connect "ai"\n'
        'GRANT USAGE, CREATE ON SCHEMA public TO "id-trip-user-prod";\n'
        '\\connect "trip"\n'
        'GRANT USAGE, CREATE ON SCHEMA public TO "id-trip-user-prod";\n'
    )


def test_quotes_in_a_name_stay_in_the_name() -> None:
    """A name with quotes ends neither a literal nor an identifier."""
    text = azure_script("a'b\"c", "oid", ("d",))
    assert "rolname = 'a''b\"c'" in text
    assert 'TO "a\'b""c";' in text


def test_on_aws_a_role_signs_in_as_its_identity() -> None:
    """The script makes the role where there is none, lets IAM vouch for it, and gives it its database."""
    assert aws_script("pms-api", ("pms",)) == (
        "\\connect postgres\n"
        "SELECT 'CREATE ROLE \"pms-api\" LOGIN'\n"
        "  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pms-api') \\gexec\n"
        'GRANT rds_iam TO "pms-api";\n'
        'REVOKE CONNECT ON DATABASE "pms" FROM PUBLIC;\n'
        'GRANT CONNECT ON DATABASE "pms" TO "pms-api";\n'
        '\\connect "pms"\n'
        'GRANT USAGE, CREATE ON SCHEMA public TO "pms-api";\n'
    )
