import { activityJobs } from './activities/reminders.ts'
import type { RecordName } from '../model/records.ts'
import { conversionJobs } from './customFields/converting.ts'
import { customFieldJobs } from './customFields/indexing.ts'
import { tidyComments } from './comments/comments.ts'
import { currenciesSubject } from './currencies/methods.ts'
import { currencyJobs } from './currencies/rates.ts'
import { dealJobs } from './deals/reactions.ts'
import { demoJobs } from './demo/jobs.ts'
import { fileJobs, tidyFiles } from './files/tidying.ts'
import { notificationJobs, tidyNotifications } from './notifications/mails.ts'
import { duplicateJobs, look } from './duplicates/jobs.ts'
import { tidyDuplicates } from './duplicates/looking.ts'
import { enqueue, tidyJobs, type JobHandler } from './platform/jobs.ts'
import type { Db } from './platform/database.ts'
import type { Installation } from './platform/method.ts'
import { emptyBin } from './records/bin.ts'
import { renewSearchEntries } from './records/searchEntries.ts'
import { repetitionJobs } from './repetitions/due.ts'
import { resetJobs } from './session/resets.ts'
import { tidySessions } from './session/sessions.ts'
import { tidyDrafts } from './transfer/drafts.ts'
import { importJobs } from './transfer/importer.ts'
import { handoverJobs } from './users/handoverJob.ts'
import { invitationJobs } from './users/invitations.ts'
import type { Letters } from './platform/mail.ts'
import { relocationJobs } from './pipelines/relocationJob.ts'

/** The table of all that is done later: kind → handler. */
export const jobHandlers = (
  installation: Installation,
  letters: Letters | null = null,
): Record<string, JobHandler> => ({
  ...dealJobs(installation),
  ...repetitionJobs(installation),
  ...activityJobs(installation),
  ...customFieldJobs(installation),
  ...conversionJobs(installation),
  ...currencyJobs(installation, currenciesSubject),
  ...importJobs(installation),
  ...handoverJobs(installation),
  ...relocationJobs(installation),
  ...duplicateJobs(installation),
  ...demoJobs(installation),
  ...fileJobs(installation),
  ...resetJobs(installation, letters),
  ...invitationJobs(installation, letters),
  ...notificationJobs(installation, letters),
  /** Is put there by the step of the schema that comes with a newly searched field. */
  async 'records.renewWords'({ payload: { record, field } }, signal) {
    await renewSearchEntries(installation.db, record as RecordName, String(field), signal)
  },
  /** Lets go of what nobody will ask for any more. */
  async 'platform.tidy'(_job, signal) {
    await tidyJobs(installation.db)
    await tidySessions(installation.db)
    await tidyDrafts(installation.db)
    await tidyNotifications(installation.db)
    await tidyComments(installation.db)
    await emptyBin(installation.db, signal)
    await tidyDuplicates(installation.db)
    await tidyFiles(installation, signal)
    return { again: 3600 }
  },
})

/** Those that work long without a pause, in a thread of their own. */
export const longKinds = ['imports.run', 'imports.try', 'imports.undo'] as const

/** What comes again by itself is begun with the worker. */
export async function beginRepeating(db: Db): Promise<void> {
  for (const kind of ['deals.foldSums', 'deals.repeat', 'platform.tidy', 'files.sweep', look])
    await enqueue(db, kind, {}, { key: 'repeats' })
}
