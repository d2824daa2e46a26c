"""The table of parameters, row by row: who may set each, when it takes effect, and what it takes."""

from decimal import Decimal
from typing import Final

import pytest

from jiban.components.base import Cloud
from jiban.components.postgres.parameters import needs_restart, refusal
from jiban.tables import table

RESTART: Final = """
    archive_mode autovacuum_freeze_max_age autovacuum_max_workers autovacuum_multixact_freeze_max_age
    autovacuum_worker_slots bonjour bonjour_name cluster_name commit_timestamp_buffers config_file
    data_directory data_sync_retry debug_io_direct dynamic_shared_memory_type event_source
    external_pid_file hba_file hot_standby huge_page_size huge_pages ident_file ignore_invalid_pages
    io_max_combine_limit io_max_concurrency io_method jit_provider listen_addresses logging_collector
    max_active_replication_origins max_connections max_files_per_process max_locks_per_transaction
    max_logical_replication_workers max_notify_queue_pages max_pred_locks_per_transaction
    max_prepared_transactions max_replication_slots max_wal_senders max_worker_processes
    min_dynamic_shared_memory multixact_member_buffers multixact_offset_buffers notify_buffers
    old_snapshot_threshold port recovery_target recovery_target_action recovery_target_inclusive
    recovery_target_lsn recovery_target_name recovery_target_time recovery_target_timeline
    recovery_target_xid reserved_connections serializable_buffers shared_buffers shared_memory_type
    shared_preload_libraries subtransaction_buffers superuser_reserved_connections
    trace_connection_negotiation track_activity_query_size track_commit_timestamp transaction_buffers
    unix_socket_directories unix_socket_group unix_socket_permissions wal_buffers wal_decode_buffer_size
    wal_level wal_log_hints
"""
"""Context `postmaster`: read when the server starts, and at no other time."""

FIXED: Final = """
    block_size data_checksums data_directory_mode debug_assertions huge_pages_status in_hot_standby
    integer_datetimes lc_collate lc_ctype max_function_args max_identifier_length max_index_keys
    num_os_semaphores segment_size server_encoding server_version server_version_num shared_memory_size
    shared_memory_size_in_huge_pages ssl_library wal_block_size wal_segment_size
"""
"""Shown by PostgreSQL, and set by nobody."""

MANAGED: Final = """
    archive_command archive_library config_file data_directory external_pid_file hba_file ident_file
    listen_addresses port primary_conninfo primary_slot_name recovery_target recovery_target_action
    recovery_target_inclusive recovery_target_lsn recovery_target_name recovery_target_time
    recovery_target_timeline recovery_target_xid restore_command ssl_ca_file ssl_cert_file ssl_crl_dir
    ssl_crl_file ssl_key_file ssl_library unix_socket_directories unix_socket_group
    unix_socket_permissions
"""
"""What a managed server keeps to itself: its files, its address, its backups."""


SINCE: Final = {
    16: """
        createrole_self_grant debug_io_direct debug_logical_replication_streaming debug_parallel_query
        enable_presorted_aggregate file_extend_method gss_accept_delegation icu_validation_level
        max_parallel_apply_workers_per_subscription reserved_connections scram_iterations
        send_abort_for_crash send_abort_for_kill vacuum_buffer_usage_limit
    """,
    17: """
        allow_alter_system commit_timestamp_buffers enable_group_by_reordering event_triggers
        huge_pages_status io_combine_limit max_notify_queue_pages multixact_member_buffers
        multixact_offset_buffers notify_buffers serializable_buffers subtransaction_buffers
        summarize_wal sync_replication_slots synchronized_standby_slots trace_connection_negotiation
        transaction_buffers transaction_timeout wal_summary_keep_time
    """,
    18: """
        autovacuum_vacuum_max_threshold autovacuum_worker_slots enable_distinct_reordering
        enable_self_join_elimination extension_control_path file_copy_method
        idle_replication_slot_timeout io_max_combine_limit io_max_concurrency io_method io_workers
        log_lock_failures max_active_replication_origins md5_password_warnings num_os_semaphores
        oauth_validator_libraries ssl_groups ssl_tls13_ciphers track_cost_delay_timing
        vacuum_max_eager_freeze_failure_rate vacuum_truncate
    """,
}
"""What each major version has brought."""

LAST: Final = {
    15: "force_parallel_mode promote_trigger_file vacuum_defer_cleanup_age",
    16: "db_user_namespace old_snapshot_threshold trace_recovery_messages",
    17: "ssl_ecdh_curve",
}
"""What each major version was the last to have."""


def parameters() -> set[str]:
    """Names of all."""
    return set(table("jiban.components.postgres", "parameters.yaml")["parameters"])


def reason(cloud: Cloud, version: int, name: str, value: str = "") -> str:
    """Why a parameter is refused; empty where it is taken."""
    refused = refusal(cloud, str(version), name, value)
    return refused.reason if refused else ""


def test_four_versions_have_407_parameters() -> None:
    """As their `pg_settings` showed."""
    assert len(parameters()) == 407


def test_which_take_effect_at_the_next_start() -> None:
    """These, and no others of the table."""
    assert {name for name in parameters() if needs_restart(name)} == set(RESTART.split())


@pytest.mark.parametrize("name", ["Max_Connections", "rds.logical_replication", "no_such_parameter"])
def test_what_no_table_knows_may_need_a_start(name: str) -> None:
    """And a name counts in any case."""
    assert needs_restart(name)


@pytest.mark.parametrize("cloud", ["azure", "aws"])
def test_what_nobody_else_can_set(cloud: Cloud) -> None:
    """What PostgreSQL only shows, and what a managed server keeps to itself."""
    kept = {name for name in parameters() if "nobody else can set it" in reason(cloud, 17, name)}
    assert kept == {*FIXED.split(), *MANAGED.split()}


@pytest.mark.parametrize("version", SINCE)
def test_what_a_version_has_brought(version: int) -> None:
    """The one before has none of it."""
    missing = {name for name in parameters() if f"since {version}," in reason("azure", version - 1, name)}
    assert missing == set(SINCE[version].split()) - set(FIXED.split())
    assert [name for name in missing if f"has {name} since" in reason("azure", version, name)] == []


@pytest.mark.parametrize("version", LAST)
def test_what_a_version_was_the_last_to_have(version: int) -> None:
    """The next one has none of it."""
    gone = {
        name
        for name in parameters()
        if f"no {name} since {version + 1}" in reason("azure", version + 1, name)
    }
    assert gone == set(LAST[version].split())


@pytest.mark.parametrize(
    ("prefix", "owner", "other"),
    [
        ("azure", "azure", "aws"),
        ("azure_storage", "azure", "aws"),
        ("connection_throttle", "azure", "aws"),
        ("index_tuning", "azure", "aws"),
        ("intelligent_tuning", "azure", "aws"),
        ("logfiles", "azure", "aws"),
        ("metrics", "azure", "aws"),
        ("pg_qs", "azure", "aws"),
        ("pgms_wait_sampling", "azure", "aws"),
        ("rds", "aws", "azure"),
    ],
)
def test_a_clouds_own_parameters_are_its_own(prefix: str, owner: Cloud, other: Cloud) -> None:
    """Those of extensions are looked at on neither."""
    assert reason(owner, 17, f"{prefix}.some", "1") == ""
    assert f"{prefix}.some is a parameter of" in reason(other, 17, f"{prefix}.some", "1")


@pytest.mark.parametrize("name", ["intelligent_tuning", "require_secure_transport"])
def test_azure_has_two_without_a_dot(name: str) -> None:
    """RDS has neither."""
    assert reason("azure", 17, name, "on") == ""
    assert reason("aws", 17, name, "on").startswith(f"PostgreSQL has no parameter {name}")


@pytest.mark.parametrize(
    ("cloud", "name", "values"),
    [
        ("azure", "ssl", ["off", "false", "no", "0", "OFF"]),
        ("aws", "rds.force_ssl", ["0", "off", "false", "no"]),
        ("azure", "require_secure_transport", ["off", "false", "no", "0"]),
    ],
)
def test_connections_stay_encrypted(cloud: Cloud, name: str, values: list[str]) -> None:
    """By whatever spelling somebody would turn it off."""
    assert all("not encrypted" in reason(cloud, 17, name, value) for value in values)
    assert reason(cloud, 17, name, "1") == ""


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("ssl_min_protocol_version", "", False),
        ("ssl_min_protocol_version", "TLSv1", False),
        ("ssl_min_protocol_version", "TLSv1.1", False),
        ("ssl_min_protocol_version", "TLSv1.2", True),
        ("ssl_min_protocol_version", "TLSv1.3", True),
        ("ssl_max_protocol_version", "", True),
        ("ssl_max_protocol_version", "TLSv1", False),
        ("ssl_max_protocol_version", "TLSv1.1", False),
        ("ssl_max_protocol_version", "TLSv1.2", True),
        ("ssl_max_protocol_version", "TLSv1.3", True),
    ],
)
def test_protocols_that_have_been_given_up(name: str, value: str, *, taken: bool) -> None:
    """RFC 8996; no newest one means the newest there is, no oldest one the oldest."""
    assert ("RFC 8996" not in reason("azure", 17, name, value)) is taken
    assert (reason("azure", 17, name, value) == "") is taken


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("intervalstyle", "iso_8601 postgres postgres_verbose sql_standard"),
        ("archive_mode", "always off on"),
        ("backslash_quote", "off on safe_encoding"),
        ("bytea_output", "escape hex"),
        ("client_min_messages", "debug1 debug2 debug3 debug4 debug5 error log notice warning"),
        ("compute_query_id", "auto off on regress"),
        ("constraint_exclusion", "off on partition"),
        ("debug_logical_replication_streaming", "buffered immediate"),
        ("debug_parallel_query", "off on regress"),
        ("default_toast_compression", "lz4 pglz"),
        ("dynamic_shared_memory_type", "mmap posix sysv"),
        ("file_copy_method", "clone copy"),
        ("file_extend_method", "posix_fallocate write_zeros"),
        ("force_parallel_mode", "off on regress"),
        ("huge_pages", "off on try"),
        ("icu_validation_level", "debug1 debug2 debug3 debug4 debug5 disabled error log notice warning"),
        ("io_method", "io_uring sync worker"),
        ("log_error_verbosity", "default terse verbose"),
        (
            "log_min_error_statement",
            "debug1 debug2 debug3 debug4 debug5 error fatal info log notice panic warning",
        ),
        (
            "log_min_messages",
            "debug1 debug2 debug3 debug4 debug5 error fatal info log notice panic warning",
        ),
        ("log_statement", "all ddl mod none"),
        ("password_encryption", "md5 scram-sha-256"),
        ("plan_cache_mode", "auto force_custom_plan force_generic_plan"),
        ("recovery_init_sync_method", "fsync syncfs"),
        ("recovery_prefetch", "off on try"),
        ("session_replication_role", "local origin replica"),
        ("shared_memory_type", "mmap sysv"),
        ("stats_fetch_consistency", "cache none snapshot"),
        ("synchronous_commit", "local off on remote_apply remote_write"),
        ("syslog_facility", "local0 local1 local2 local3 local4 local5 local6 local7"),
        ("trace_recovery_messages", "debug1 debug2 debug3 debug4 debug5 error log notice warning"),
        ("track_functions", "all none pl"),
        ("wal_compression", "lz4 off on pglz zstd"),
        ("wal_level", "logical minimal replica"),
        ("wal_sync_method", "fdatasync fsync open_datasync open_sync"),
        ("xmlbinary", "base64 hex"),
        ("xmloption", "content document"),
    ],
)
def test_the_values_of_a_choice(name: str, values: str) -> None:
    """Each is taken, and the message of a wrong one names them all."""
    found = refusal("azure", "14", name, "none of them")
    assert found is not None
    assert found.remedy == f"set {', '.join(map(repr, values.split()))}"
    assert [each for each in values.split() if refusal("azure", "14", name, each)] == []


@pytest.mark.parametrize("name", ["default_transaction_isolation", "transaction_isolation"])
def test_the_four_levels_of_isolation(name: str) -> None:
    """As SQL has them."""
    levels = ("read committed", "read uncommitted", "repeatable read", "serializable")
    assert [each for each in levels if refusal("azure", "17", name, each)] == []
    assert refusal("azure", "17", name, "snapshot") is not None


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("max_connections", 1, 262143),
        ("shared_buffers", 16, 1073741823),
        ("work_mem", 64, 2147483647),
        ("maintenance_work_mem", 64, 2147483647),
        ("autovacuum_work_mem", -1, 2147483647),
        ("effective_cache_size", 1, 2147483647),
        ("temp_buffers", 100, 1073741823),
        ("wal_buffers", -1, 262143),
        ("max_wal_size", 2, 2147483647),
        ("min_wal_size", 2, 2147483647),
        ("wal_keep_size", 0, 2147483647),
        ("max_slot_wal_keep_size", -1, 2147483647),
        ("checkpoint_timeout", 30, 86400),
        ("checkpoint_completion_target", 0.0, 1.0),
        ("statement_timeout", 0, 2147483647),
        ("lock_timeout", 0, 2147483647),
        ("idle_in_transaction_session_timeout", 0, 2147483647),
        ("idle_session_timeout", 0, 2147483647),
        ("transaction_timeout", 0, 2147483647),
        ("deadlock_timeout", 1, 2147483647),
        ("log_min_duration_statement", -1, 2147483647),
        ("log_autovacuum_min_duration", -1, 2147483647),
        ("autovacuum_max_workers", 1, 262143),
        ("autovacuum_naptime", 1, 2147483),
        ("autovacuum_vacuum_scale_factor", 0.0, 100.0),
        ("autovacuum_vacuum_threshold", 0, 2147483647),
        ("autovacuum_vacuum_cost_limit", -1, 10000),
        ("autovacuum_vacuum_cost_delay", -1.0, 100.0),
        ("autovacuum_freeze_max_age", 100000, 2000000000),
        ("effective_io_concurrency", 0, 1000),
        ("default_statistics_target", 1, 10000),
        ("max_worker_processes", 0, 262143),
        ("max_parallel_workers", 0, 1024),
        ("max_parallel_workers_per_gather", 0, 1024),
        ("max_parallel_maintenance_workers", 0, 1024),
        ("max_locks_per_transaction", 10, 2147483647),
        ("max_prepared_transactions", 0, 262143),
        ("max_replication_slots", 0, 262143),
        ("max_wal_senders", 0, 262143),
        ("max_logical_replication_workers", 0, 262143),
        ("superuser_reserved_connections", 0, 262143),
        ("track_activity_query_size", 100, 1048576),
        ("tcp_keepalives_idle", 0, 2147483647),
        ("tcp_keepalives_interval", 0, 2147483647),
        ("tcp_keepalives_count", 0, 2147483647),
        ("authentication_timeout", 1, 600),
        ("temp_file_limit", -1, 2147483647),
        ("log_rotation_age", 0, 35791394),
        ("log_rotation_size", 0, 2147483647),
        ("bgwriter_delay", 10, 10000),
        ("bgwriter_lru_maxpages", 0, 1073741823),
        ("bgwriter_lru_multiplier", 0.0, 10.0),
        ("wal_writer_delay", 1, 10000),
        ("commit_delay", 0, 100000),
        ("commit_siblings", 0, 1000),
        ("hash_mem_multiplier", 1.0, 1000.0),
        ("cursor_tuple_fraction", 0.0, 1.0),
        ("from_collapse_limit", 1, 2147483647),
        ("join_collapse_limit", 1, 2147483647),
        ("geqo_threshold", 2, 2147483647),
        ("extra_float_digits", -15, 3),
        ("vacuum_cost_limit", 1, 10000),
        ("vacuum_cost_delay", 0.0, 100.0),
        ("vacuum_freeze_min_age", 0, 1000000000),
        ("vacuum_freeze_table_age", 0, 2000000000),
        ("max_standby_streaming_delay", -1, 2147483647),
        ("max_standby_archive_delay", -1, 2147483647),
        ("wal_sender_timeout", 0, 2147483647),
        ("wal_receiver_timeout", 0, 2147483647),
        ("log_statement_sample_rate", 0.0, 1.0),
        ("log_transaction_sample_rate", 0.0, 1.0),
    ],
)
def test_the_least_and_the_most(name: str, least: float, most: float) -> None:
    """Both are taken, and what is next to them is not."""
    step = Decimal(1) if isinstance(least, int) else Decimal("0.01")
    first, last = Decimal(str(least)), Decimal(str(most))
    tried = (first - step, first, last, last + step)
    taken = [reason("azure", 17, name, str(value)) == "" for value in tried]
    assert taken == [False, True, True, False]


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        ("kB", "autovacuum_work_mem gin_pending_list_limit log_temp_files logical_decoding_work_mem"),
        ("kB", "maintenance_work_mem max_stack_depth temp_file_limit wal_skip_threshold work_mem"),
        ("8kB", "effective_cache_size min_parallel_index_scan_size min_parallel_table_scan_size"),
        ("8kB", "shared_buffers temp_buffers wal_buffers backend_flush_after bgwriter_flush_after"),
        ("MB", "max_slot_wal_keep_size max_wal_size min_wal_size wal_keep_size"),
        ("B", "log_parameter_max_length log_parameter_max_length_on_error track_activity_query_size"),
        ("ms", "deadlock_timeout idle_in_transaction_session_timeout idle_session_timeout lock_timeout"),
        ("ms", "log_autovacuum_min_duration log_min_duration_statement statement_timeout"),
        ("ms", "transaction_timeout max_standby_streaming_delay wal_sender_timeout wal_receiver_timeout"),
        ("s", "archive_timeout authentication_timeout autovacuum_naptime checkpoint_timeout"),
        ("s", "tcp_keepalives_idle tcp_keepalives_interval wal_receiver_status_interval"),
        ("min", "log_rotation_age wal_summary_keep_time"),
    ],
)
def test_the_unit_of_a_bare_number(unit: str, names: str) -> None:
    """The message of a wrong value names it."""
    for name in names.split():
        found = refusal("azure", "17", name, "many")
        assert found is not None
        assert found.remedy.endswith(f" in units of {unit}")
