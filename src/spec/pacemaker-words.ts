/** Cluster properties of pacemaker 1.0 to 3.0 (pacemaker-schedulerd(7), pacemaker-controld(7), `metadata` of the daemons). */
export const clusterProperties: readonly string[] = words(`
  no-quorum-policy symmetric-cluster maintenance-mode start-failure-is-fatal
  enable-startup-probes shutdown-lock shutdown-lock-limit stonith-enabled stonith-action
  stonith-timeout stonith-watchdog-timeout stonith-max-attempts have-watchdog
  concurrent-fencing startup-fencing priority-fencing-delay fence-reaction cluster-delay
  batch-limit migration-limit node-action-limit node-pending-timeout stop-all-resources
  stop-orphan-resources stop-orphan-actions remove-after-stop pe-error-series-max
  pe-warn-series-max pe-input-series-max node-health-strategy node-health-base
  node-health-green node-health-yellow node-health-red placement-strategy cluster-name
  cluster-infrastructure cluster-recheck-interval cluster-ipc-limit dc-version dc-deadtime
  election-timeout shutdown-escalation join-integration-timeout join-finalization-timeout
  transition-delay load-threshold enable-acl last-lrm-refresh default-resource-stickiness
  default-action-timeout is-managed-default expected-quorum-votes
  default-resource-failure-stickiness crmd-integration-timeout crmd-finalization-timeout
  crmd-transition-delay default-migration-threshold stonith-node-timeout election_timeout
  fencing-enabled fencing-action fencing-timeout fencing-watchdog-timeout
  fencing-max-attempts
`)

/** Cluster properties that are true or false (metadata of pacemaker-schedulerd and pacemaker-based 2.1.5). */
export const booleanProperties: readonly string[] = words(`
  symmetric-cluster maintenance-mode start-failure-is-fatal enable-startup-probes shutdown-lock stonith-enabled
  fencing-enabled have-watchdog concurrent-fencing startup-fencing stop-all-resources stop-orphan-resources
  stop-orphan-actions remove-after-stop enable-acl is-managed-default
`)

/** What pacemaker takes for true and for false (crm_str_to_boolean); for any other word it takes its default. */
export const booleanWords = { true: words('true yes on 1 y'), false: words('false no off 0 n') } as const

const actions = words('reboot off poweroff')

/** Cluster properties that are one of some words (the same metadata; fence: 2.1.9). */
export const wordProperties: { readonly [name: string]: readonly string[] } = {
  'no-quorum-policy': words('stop freeze ignore demote suicide fence'),
  'stonith-action': actions,
  'fencing-action': actions,
  'fence-reaction': words('stop panic'),
  'node-health-strategy': words('none migrate-on-red only-green progressive custom'),
  'placement-strategy': words('default utilization minimal balanced'),
}

/** Meta attributes of resources, groups, clones and fence devices (Pacemaker Explained, Resource Meta-Attributes). */
export const metaAttributes: readonly string[] = words(`
  priority critical target-role is-managed maintenance resource-stickiness requires
  migration-threshold failure-timeout multiple-active allow-migrate allow-unhealthy-nodes
  container-attribute-target remote-node remote-addr remote-port remote-connect-timeout
  remote-allow-migrate provides resource-failure-stickiness restart-type description ordered
  collocated interleave notify globally-unique clone-max clone-node-max clone-min promotable
  promoted-max promoted-node-max master-max master-node-max
`)

/** Settings of operations that op_defaults may hold. */
export const operationAttributes: readonly string[] = words(`
  timeout on-fail interval record-pending enabled start-delay requires role interval-origin
`)

/** Agents of the providers heartbeat, pacemaker and linbit (resource-agents 4.12, pacemaker 2.1.5, drbd-utils 9.22). */
export const resourceAgents: readonly string[] = [
  ...agents('heartbeat', 'AoEtarget AudibleAlarm CTDB ClusterMon Delay Dummy EvmsSCC Evmsd Filesystem ICP'),
  ...agents('heartbeat', 'IPaddr IPaddr2 IPsrcaddr IPv6addr LVM LVM-activate LinuxSCSI MailTo ManageRAID'),
  ...agents('heartbeat', 'ManageVE NodeUtilization Pure-FTPd Raid1 Route SAPDatabase SAPInstance SendArp'),
  ...agents(
    'heartbeat',
    'ServeRAID SphinxSearchDaemon Squid Stateful SysInfo VIPArip VirtualDomain WAS WAS6',
  ),
  ...agents(
    'heartbeat',
    'WinPopup Xen Xinetd ZFS aliyun-vpc-move-ip anything apache asterisk aws-vpc-move-ip',
  ),
  ...agents(
    'heartbeat',
    'aws-vpc-route53 awseip awsvip azure-events azure-events-az azure-lb clvm conntrackd',
  ),
  ...agents(
    'heartbeat',
    'corosync-qnetd crypt db2 dhcpd dnsupdate docker docker-compose dovecot drbd dummypy',
  ),
  ...agents('heartbeat', 'eDir88 ethmonitor exportfs fio galera garbd gcp-ilb gcp-pd-move gcp-vpc-move-ip'),
  ...agents('heartbeat', 'gcp-vpc-move-route gcp-vpc-move-vip iSCSILogicalUnit iSCSITarget ids iface-bridge'),
  ...agents('heartbeat', 'iface-macvlan iface-vlan ipsec iscsi jboss jira kamailio ldirectord lvmlockd lxc'),
  ...agents('heartbeat', 'lxd-info machine-info mariadb mdraid minio mpathpersist mysql mysql-proxy nagios'),
  ...agents('heartbeat', 'named nfsnotify nfsserver nginx nvmet-namespace nvmet-port nvmet-subsystem ocivip'),
  ...agents('heartbeat', 'openstack-cinder-volume openstack-floating-ip openstack-info openstack-virtual-ip'),
  ...agents(
    'heartbeat',
    'oraasm oracle oralsnr ovsmonitor pgagent pgsql pingd podman portblock postfix pound',
  ),
  ...agents(
    'heartbeat',
    'proftpd rabbitmq-cluster rabbitmq-server-ha redis rkt rsyncd rsyslog scsi2reservation',
  ),
  ...agents('heartbeat', 'sfex sg_persist slapd smb-share storage-mon sybaseASE symlink syslog-ng tomcat'),
  ...agents('heartbeat', 'varnish vdo-vol vmware vsftpd zabbixserver'),
  ...agents(
    'pacemaker',
    'ClusterMon Dummy HealthCPU HealthIOWait HealthSMART Stateful SysInfo attribute controld ifspeed o2cb ping pingd remote SystemHealth',
  ),
  ...agents('linbit', 'drbd drbd-attr'),
]

function agents(provider: string, names: string): string[] {
  return names.split(' ').map((name) => `ocf:${provider}:${name}`)
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
