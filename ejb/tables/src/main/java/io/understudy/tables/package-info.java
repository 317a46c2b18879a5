/**
 * Understudy's own tables and the EJBs that own them.
 *
 * <pre>
 *  adapter ──▶ InstanceListener ──▶ GroupBean ──▶ the service's EJB ──▶ data objects
 *              (message-driven)      │  execute    (tables.service finds and calls it)
 *                                    ├──▶ MessageTableBean   UND_MESSAGE, UND_CLIENT
 *                                    ├──▶ OperationLogBean   UND_LOG, UND_EPOCH
 *                                    └──▶ FenceBean          UND_INSTANCE
 * </pre>
 *
 * <p>The tables live in the persistence unit and the data source of the service, so that the effect
 * of a group, its rows and the instance's position are one database transaction (design.md 3.5).
 * The fence's row is written last of all (R12).
 */
package io.understudy.tables;
