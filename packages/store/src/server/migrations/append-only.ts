/**
 * The audit log only grows: the database itself refuses to change or remove an entry. Old entries go one way, in one
 * transaction: write the time before which they may go to `audit_retention`, delete them, empty `audit_retention`.
 */
export const auditAppendOnly = {
  sqlite: [
    `CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
     BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END`,
    `CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
     WHEN NOT EXISTS (SELECT 1 FROM audit_retention WHERE before_at > OLD.at)
     BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END`,
    // INSERT OR REPLACE removes a row without asking the trigger above.
    `CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log
     WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
     BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END`,
  ],
  postgres: [
    `CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_retention WHERE before_at > OLD.at) THEN
         RETURN OLD;
       END IF;
       RAISE EXCEPTION 'the audit log only grows';
     END $$`,
    `CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log
     FOR EACH ROW EXECUTE FUNCTION audit_log_only_grows()`,
    `CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
     FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()`,
  ],
} as const;
