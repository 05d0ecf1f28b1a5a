#!/bin/sh
# Creates the application's role and database. The postgres image runs this once, when its data directory is empty.
# A second run changes nothing but the password, so after a rotation run it by hand in the running container.
set -eu

: "${POSTGRES_USER:?}" "${DB_NAME:?}" "${DB_ROLE_NAME:?}" "${DB_ROLE_PASSWORD:?}"

# psql reads the values from its environment: on a command line, every process on the host could read the password.
# %I and %L quote what they insert: the role's name has a hyphen, and a password may hold anything.
psql -v ON_ERROR_STOP=1 --quiet --no-psqlrc --no-password --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv database DB_NAME
\getenv role DB_ROLE_NAME
\getenv password DB_ROLE_PASSWORD

-- A statement that fails would otherwise be logged in full, with the password.
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role')
\gexec

SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', :'role', :'password')
\gexec

SELECT format('CREATE DATABASE %I', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

SELECT format('ALTER DATABASE %I OWNER TO %I', :'database', :'role')
\gexec
SQL
