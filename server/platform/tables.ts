import type { ColumnType, Generated } from 'kysely'
import type { Required } from '../../model/asked.ts'
import type { AuditKind } from '../../model/audit.ts'
import type { Changes, EventName } from '../../model/events.ts'
import type { Section } from '../../model/layouts.ts'
import type { NoticeData, NoticeKind } from '../../model/notifications.ts'
import type { RecordName } from '../../model/records.ts'
import type { Pause, RepeatRule } from '../../model/repetition.ts'
import type { TimelineKind } from '../../model/timeline.ts'

type Json<T> = ColumnType<T, string, string>
type Moment = ColumnType<string, string | undefined, string>

/** The tables that are no records: what the platform and the subjects keep for themselves. */
export interface PlatformTables {
  settings: {
    id: Generated<number>
    companyName: string
    baseCurrency: string
    timeZone: string
    weekStart: number
    binDays: Generated<number>
    openedByDefault: Generated<boolean>
    twoFactorRequired: Generated<boolean>
    required: ColumnType<Required, string | undefined, string>
  }
  credentials: { userId: number; passwordHash: string; changedAt: Moment; resetAskedAt: string | null }
  sessions: {
    id: Generated<number>
    hash: Buffer
    userId: number
    previewUserId: number | null
    userAgent: Generated<string>
    ip: Generated<string>
    createdAt: Moment
    seenAt: Moment
    expiresAt: string
  }
  secondFactors: { userId: number; secret: Buffer; lastStep: number | null; confirmedAt: string | null }
  recoveryCodes: { userId: number; hash: Buffer; usedAt: string | null }
  links: {
    id: Generated<number>
    kind: 'invitation' | 'reset'
    userId: number
    hash: Buffer
    madeBy: number | null
    createdAt: Moment
    expiresAt: string
    ended: 'used' | 'revoked' | 'replaced' | null
    endedAt: string | null
  }
  audit: {
    id: Generated<number>
    at: Moment
    kind: AuditKind
    actorId: number | null
    name: string
    about: RecordName | null
    aboutId: number | null
    aboutName: string | null
    ip: string | null
    via: string
    details: Json<Record<string, unknown>>
    words: string
  }
  preferences: { userId: number; name: string; about: number; value: Json<unknown> }
  cardLayouts: {
    id: Generated<number>
    version: Generated<number>
    record: RecordName
    userId: number | null
    roleId: number | null
    pipelineId: number | null
    sections: Json<Section[]>
    leftOut: Json<string[]>
    updatedAt: string
    updatedBy: number | null
  }
  apiKeys: {
    id: Generated<number>
    hash: Buffer
    userId: number
    name: string
    scope: string[] | null
    createdAt: Moment
    seenAt: string | null
    revokedAt: string | null
  }
  handovers: {
    id: Generated<number>
    personId: number
    heirId: number
    byId: number
    parts: string[]
    deactivated: boolean
    state: 'running' | 'done' | 'undoing' | 'undone' | 'failed'
    total: number
    done: Generated<number>
    kept: Generated<number>
    problem: string | null
    createdAt: Moment
    endedAt: string | null
  }
  handoverRecords: { handoverId: number; record: string; recordId: number }
  repetitions: {
    id: Generated<number>
    dealId: number
    version: Generated<number>
    rule: Json<RepeatRule>
    firstDay: string
    until: string | null
    times: number | null
    time: string
    made: Generated<number>
    nextDay: string | null
    lastDay: string | null
    paused: Pause | null
    reason: string | null
    personId: number
    failures: Generated<number>
    retryAt: string | null
  }
  repetitionDays: { repetitionId: number; day: string }
  loginTries: { bucket: string; count: number; windowStart: Moment }
  comments: {
    id: Generated<number>
    record: RecordName
    recordId: number
    text: string
    authorId: number | null
    at: string
    editedAt: string | null
    removedAt: string | null
  }
  timelinePins: {
    id: Generated<number>
    record: RecordName
    recordId: number
    kind: TimelineKind
    entryId: number
    at: string
  }
  notifications: {
    id: Generated<number>
    personId: number
    kind: NoticeKind
    record: RecordName | null
    recordId: number | null
    field: string | null
    actorId: number | null
    at: string
    data: Json<NoticeData>
    key: string
    inApp: boolean
    readAt: string | null
    withdrawnAt: string | null
    mailedAt: string | null
  }
  events: {
    id: Generated<number>
    name: EventName
    record: RecordName
    recordId: number
    version: number
    actorId: number | null
    via: string
    cause: string | null
    at: Moment
    changes: Json<Changes>
    xid: Generated<string>
    undoes: number | null
    undoneBy: number | null
    importId: number | null
  }
  jobs: {
    id: Generated<number>
    kind: string
    payload: Json<Record<string, unknown>>
    uniqueKey: string | null
    personId: number | null
    runAt: Moment
    attempts: Generated<number>
    leaseUntil: string | null
    leaseBy: string | null
    state: Generated<'waiting' | 'running' | 'done' | 'failed' | 'cancelled'>
    error: string | null
    createdAt: Moment
    endedAt: string | null
  }
  fileContents: {
    hash: string
    size: number
    type: string
    width: number | null
    height: number | null
    keptAt: Moment
  }
  files: {
    id: Generated<number>
    hash: string
    name: string
    record: RecordName | null
    recordId: number | null
    part: string | null
    createdAt: Moment
    createdBy: number | null
    removedAt: string | null
    removedBy: number | null
  }
  searchEntries: { record: RecordName; recordId: number; words: string }
  searchWords: { word: string }
  currencyRates: { currency: string; day: string; rate: string }
  dealLines: {
    id: Generated<number>
    dealId: number
    position: number
    productId: number | null
    name: string
    quantity: string
    price: string
    discountKind: 'percent' | 'sum'
    discount: string
    taxRate: string | null
    taxIncluded: boolean
    unitId: number | null
    total: string
  }
  stageEntries: {
    id: Generated<number>
    dealId: number
    kind: 'created' | 'moved' | 'closed' | 'pipeline'
    fromStageId: number | null
    stageId: number
    pipelineId: number
    enteredAt: string
    leftAt: string | null
    actorId: number | null
  }
  dealTotals: DealTotals
  dealTotalsMonthly: DealTotals & { month: string | null }
  dealTotalDeltas: DealTotals & { id: Generated<number>; month: string | null }
  imports: {
    id: Generated<number>
    personId: number
    jobId: number | null
    state: Generated<
      'draft' | 'trying' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'
    >
    mapping: Json<unknown>
    plan: Json<unknown> | null
    fileName: string
    file: Buffer | null
    encoding: string
    delimiter: string
    columns: Json<string[]>
    unmapped: Json<string[]>
    rowsTotal: number | null
    rowsDone: Generated<number>
    chunksDone: Generated<number>
    created: Json<Record<string, number>>
    updated: Json<Record<string, number>>
    unchanged: Generated<number>
    refused: Generated<number>
    kept: Json<Record<string, number>>
    trial: Json<unknown> | null
    problem: string | null
    createdAt: Moment
    endedAt: string | null
  }
  importParts: {
    importId: number
    position: number
    bytes: Buffer
  }
  demo: {
    id: Generated<number>
    state: 'loading' | 'here' | 'removing' | 'gone'
    personId: number
    percent: Generated<number>
    rotten: Json<Record<number, number>>
    traces: Json<number[]>
    lastEvent: Generated<number>
    kept: Json<Partial<Record<RecordName, number>>>
    problem: string | null
  }
  merged: { record: RecordName; recordId: number; intoId: number; eventId: number }
  mergeMoves: { id: Generated<number>; eventId: number; place: string; rows: Json<unknown[]> }
  demoRecords: { record: RecordName; recordId: number }
  importRefusals: { importId: number; row: number; reason: string; line: Json<string[]> }
  dealObservers: { dealId: number; userId: number; position: number }
  contactObservers: { contactId: number; userId: number; position: number }
  companyObservers: { companyId: number; userId: number; position: number }
  dealContacts: { dealId: number; contactId: number; position: number }
  contactCompanies: { contactId: number; companyId: number; position: number }
  userRoles: { userId: number; roleId: number; position: number }
  departmentRoles: { departmentId: number; roleId: number; position: number }
  groupRoles: { groupId: number; roleId: number; position: number }
  groupMembers: { groupId: number; userId: number; position: number }
  activityParticipants: { activityId: number; userId: number; position: number }
  activityWatchers: { activityId: number; userId: number; position: number }
  activityLinks: {
    activityId: number
    dealId: number | null
    contactId: number | null
    companyId: number | null
    position: number
  }
  dealTags: { dealId: number; termId: number; position: number }
}

/** Sums by what a board and a scope ask for. */
interface DealTotals {
  stageId: number
  ownerId: number
  opened: boolean
  currency: string
  count: number
  amount: string
  amountBase: string
}
