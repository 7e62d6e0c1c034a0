// Made by scripts/gen.ts: every file of this folder.
import type { Template } from '../template.ts'
import { templates as cib } from './cib.ts'
import { templates as cman } from './cman.ts'
import { templates as corosync } from './corosync.ts'
import { templates as crmsh } from './crmsh.ts'
import { templates as drbd } from './drbd.ts'
import { templates as drbdHandlers } from './drbd-handlers.ts'
import { templates as drbdVerify } from './drbd-verify.ts'
import { templates as heartbeat } from './heartbeat.ts'
import { templates as interfaces } from './interfaces.ts'
import { templates as machines } from './machines.ts'
import { templates as names } from './names.ts'
import { templates as sbd } from './sbd.ts'
import { templates as slackware } from './slackware.ts'
import { templates as software } from './software.ts'
import { templates as startup } from './startup.ts'
import { templates as storage } from './storage.ts'
import { templates as web } from './web.ts'

export const templates: readonly Template[] = [
  ...cib,
  ...cman,
  ...corosync,
  ...crmsh,
  ...drbd,
  ...drbdHandlers,
  ...drbdVerify,
  ...heartbeat,
  ...interfaces,
  ...machines,
  ...names,
  ...sbd,
  ...slackware,
  ...software,
  ...startup,
  ...storage,
  ...web,
]
