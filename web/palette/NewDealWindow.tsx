import { useRouter } from '@tanstack/react-router'
import { QuickDeal } from '../deals/QuickDeal.tsx'
import { usePipelines, useStages } from '../queries.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../words.ts'
import css from './NewDealWindow.module.css'

/** A new deal from any page, in the pipeline that is shown or the first; its card opens. */
export function NewDealWindow({ title, onClose }: { title: string; onClose(): void }) {
  const t = useWords()
  const router = useRouter()
  const pipelines = usePipelines()
  const all = useStages()
  const { pipeline } = router.state.location.search as { pipeline?: number }
  const chosen = pipelines.find(({ id }) => id === pipeline) ?? pipelines[0]
  const stages = all.filter(({ pipelineId, meaning }) => pipelineId === chosen?.id && meaning === 'open')
  const [first] = stages
  if (!first) return null
  return (
    <Dialog label={t('deal.new.title')} high className={css.window} onClose={onClose}>
      <h2>{t('deal.new.title')}</h2>
      <QuickDeal
        stageId={first.id}
        stages={stages}
        title={title}
        onClose={onClose}
        onMade={(id) => {
          onClose()
          void router.navigate({ to: '/deals', search: { pipeline: chosen?.id, deal: id } })
        }}
      />
    </Dialog>
  )
}
