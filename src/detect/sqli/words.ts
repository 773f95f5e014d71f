// What words mean to a database: operators, clauses, functions that tell, tables that list tables. And what they mean to people.

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

export const logicalWords = set('or and xor')
export const setWords = set('union except intersect minus')
export const matchWords = set('like rlike regexp ilike glob match similar sounds contains overlaps')
export const arithmeticWords = set('div mod collate escape')
export const prefixWords = set('not binary distinct all any some prior exists unique')

/** Values by themselves. */
export const constants = set('true false null unknown default')
export const callsWithoutArguments = set(
  'current_user session_user system_user user current_date current_time current_timestamp sysdate systimestamp localtime rownum',
)

/** A statement's part begins with these, so that no expression goes on over them. */
export const clauseWords = set(`
  from where having group order limit offset fetch procedure into for lock union except intersect minus returning on using
  then else end when asc desc as set values select window join inner left right full cross natural option waitfor nulls sounds
`)

export const statementWords = set(`
  select insert update delete drop create alter truncate exec execute declare waitfor shutdown grant revoke copy backup restore
  attach load show use call begin merge replace print handler prepare set if bulk rename do explain pragma vacuum values table with
  reconfigure flush kill deallocate
`)

/** Nobody calls these by chance: they wait, fail on purpose with what was asked, read files, reach out. */
export const tellingFunctions = set(`
  sleep benchmark pg_sleep pg_sleep_for pg_sleep_until randomblob zeroblob extractvalue updatexml xmltype name_const load_file load_extension
  pg_read_file pg_read_binary_file pg_ls_dir lo_import lo_export lo_from_bytea lo_get lo_put query_to_xml database_to_xml database_to_xmlschema table_to_xml
  xp_cmdshell xp_dirtree xp_fileexist xp_regread xp_subdirs sp_executesql sp_oacreate sp_oamethod sp_configure openrowset openquery opendatasource
  fn_my_permissions fn_xe_file_target_read_file fn_get_audit_file fn_trace_gettable fn_varbintohexstr
  sys_eval sys_exec export_set make_set elt get_lock is_srvrolemember is_member has_dbaccess
  dbms_pipe utl_http utl_inaddr utl_file utl_smtp utl_tcp utl_raw httpuritype dbms_lock dbms_ldap dbms_xmlgen dbms_xmlquery dbms_java
  dbms_java_test dbms_scheduler dbms_session dbms_utility dbms_output dbms_sql dbms_export_extension dbms_xslprocessor ctxsys ordsys xmlquery
  gtid_subset gtid_subtract st_latfromgeohash st_longfromgeohash st_pointfromgeohash json_keys polygon multipoint linestring multilinestring
  generate_series readfile writefile fts3_tokenizer analyse current_setting dblink dblink_connect dblink_send_query to_base64 group_concat
  string_agg sqlite_version unhex password hextoraw serverproperty host_name db_name user_name suser_name suser_sname object_id
`)

/** Functions of databases that other languages and prose have few of. */
export const knownFunctions = set(`
  ascii char chr nchar ord hex bin oct concat concat_ws substring substr mid length char_length character_length datalength lower upper lcase ucase
  version current_user session_user system_user cast convert try_cast try_convert rand sysdate
  getdate curdate md5 sha sha1 sha2 crc32 iif ifnull isnull nullif coalesce nvl nvl2 decode greatest least unicode
  instr locate charindex patindex replicate ltrim rtrim quotename stuff row row_count found_rows last_insert_id
  connection_id to_char to_number to_date bitand json_extract json_value json_query json_length json_array json_object json_contains json_arrayagg json_agg jsonb_array_length
  xmlagg xmlelement rawtohex regexp_like regexp_substr typeof changes quote soundex 
  type_name object_name col_name col_length is_rolemember newid string_to_array array_to_string array_agg pg_database_size pg_client_encoding inet_server_addr
  user database current_database schema uncompress compress aes_decrypt aes_encrypt des_decrypt load_data pow row_to_json strcmp find_in_set lpad rpad
`)

/** Tables and schemas that say what a database holds. */
export const catalogues = set(`
  information_schema sysobjects syscolumns sysusers syslogins sysdatabases sysprocesses sysservers sysxlogins sysindexes sysibm syscat sqlite_master
  sqlite_schema sqlite_temp_master pg_catalog pg_user pg_shadow pg_group pg_database pg_tables pg_class pg_roles pg_authid pg_stat_activity pg_attribute
  pg_namespace pg_proc pg_settings pg_language pg_largeobject pg_sleep generate_series all_tables all_tab_columns all_users all_objects all_tab_columns all_source dba_tables
  dba_users dba_role_privs dba_sys_privs dba_tab_columns dba_data_files dba_java_policy user_tables user_tab_columns user_objects user_users user_role_privs user_java_policy user_sys_privs
  global_name dual mysql msysobjects msysaccessobjects sysdummy1 openrowset openquery sysmaster systables systabauth rdb$database rdb$relations
  db2admin performance_schema xp_cmdshell product_component_version session_privs session_roles
`)

/** Tables that nearly every application has. */
export const usualTables = set(`
  user users usr account accounts admin admins administrator administrators member members customer customers password passwords passwd login logins
  credential credentials employee employees tblusers tbl_user tbl_users app_users session sessions credit_cards creditcards wp_users orders payments
`)

/** Words of English that stand where a query has a name, and hardly ever name a table or a column. */
export const proseWords = set(`
  a an the this that these those my your our his her its their all any each every some one two three both either no none it them us me you him we they i
  of to in on at by for with from about into over up down out off than so if when while because but and or not nor is are was were be been being
  have has had do does did will would can could should may might must what which who whom whose where how why here there now then just more most much many
  please let very too also only even still well
`)
