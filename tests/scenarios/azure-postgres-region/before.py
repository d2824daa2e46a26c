"""A database server in Korea Central."""

from pulumi_azure_native import dbforpostgresql

server = dbforpostgresql.Server(
    "server",
    server_name="psql-shop",
    resource_group_name="rg-shop",
    location="koreacentral",
    version="17",
)
dbforpostgresql.Database(
    "orders", database_name="orders", server_name=server.name, resource_group_name="rg-shop"
)
