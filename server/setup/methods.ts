import { z } from 'zod'
import { readyRoles } from '../../model/roles.ts'
import { languages, type Language } from '../../model/users.ts'
import { systemActor } from '../access/actor.ts'
import { demandGoodPassword, hashPassword } from '../access/passwords.ts'
import { auditEntry } from '../audit/audit.ts'
import { currenciesSubject } from '../currencies/methods.ts'
import { AppError } from '../platform/errors.ts'
import { forAnybody, reads, writes, type Context } from '../platform/method.ts'
import { createPipeline, usualStages } from '../pipelines/pipelines.ts'
import { createRecords } from '../records/change.ts'
import { makeRoles } from '../roles/ready.ts'
import { beginSession, deviceMark } from '../session/sessions.ts'
import { termsSubject } from '../terms/methods.ts'
import { demandZone, usersSubject } from '../users/users.ts'
import { companyMethods } from './company.ts'

const setupInput = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: z.string().trim().min(3).max(254),
  password: z.string().max(1000),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'currency')
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'currency'),
  language: z.enum(languages),
  timeZone: z.string().max(64).optional(),
  company: z.string().trim().min(1).max(255).optional(),
})
type Setup = z.output<typeof setupInput>

export const setupMethods = {
  ...companyMethods,
  /** Whether the first run has been done. */
  'setup.get': forAnybody(
    reads(z.strictObject({}), async (ctx) => ({
      done: (await ctx.db.selectFrom('settings').select('id').executeTakeFirst()) !== undefined,
    })),
  ),
  /** The first run: makes the administrator, the base currency, the first pipeline and the dictionaries. Once. */
  'setup.run': forAnybody(
    writes(setupInput, async (ctx, input) => {
      const id = await setUp(ctx, input)
      await auditEntry(ctx, 'signedIn', { by: id, details: { by: 'setup', userAgent: ctx.visit?.userAgent ?? '' } })
      if (ctx.visit) ctx.visit.keep(await beginSession(ctx, id), deviceMark(ctx.secret, id))
      return { id }
    }),
  ),
}

async function setUp(
  strange: Context,
  { name, email, password, currency, language, timeZone, company }: Setup,
): Promise<number> {
  demandGoodPassword(password)
  const zone = timeZone ?? { ru: 'Europe/Moscow', en: 'UTC' }[language]
  demandZone(zone)
  const { numInsertedOrUpdatedRows: fresh } = await strange.db
    .insertInto('settings')
    .values({
      companyName: company ?? (language === 'ru' ? 'Моя компания' : 'My company'),
      baseCurrency: currency,
      timeZone: zone,
      weekStart: language === 'ru' ? 1 : 7,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow()
  if (!fresh) throw new AppError('conflict', 'error.setup.done')
  const ctx: Context = { ...strange, actor: { ...systemActor('the first run'), language } }
  await makeRoles(ctx)
  const [id] = await createRecords(ctx, usersSubject, [
    { name, email, roleIds: [readyRoles.administrator], language, timeZone: zone },
  ])
  await ctx.db
    .insertInto('credentials')
    .values({ userId: id!, passwordHash: await hashPassword(password) })
    .execute()
  const codes = [currency, ...['RUB', 'USD', 'EUR'].filter((code) => code !== currency)]
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  await createRecords(
    ctx,
    currenciesSubject,
    codes.map((code, position) => ({ code, name: names.of(code) ?? code, position })),
  )
  await ctx.db.updateTable('currencies').set({ base: true, rate: '1' }).where('code', '=', currency).execute()
  await createPipeline(ctx, language === 'ru' ? 'Продажи' : 'Sales', usualStages(language))
  await createRecords(
    ctx,
    termsSubject,
    Object.entries(dictionaries).flatMap(([dictionary, words]) =>
      words[language].map((word, position) => ({ dictionary: dictionary as 'source', name: word, position })),
    ),
  )
  return id!
}

const dictionaries: Record<string, Record<Language, string[]>> = {
  source: {
    en: ['Call', 'Email', 'Website', 'Advertising', 'Existing client', 'Recommendation', 'Trade show', 'Other'],
    ru: ['Звонок', 'Почта', 'Сайт', 'Реклама', 'Действующий клиент', 'Рекомендация', 'Выставка', 'Другое'],
  },
  dealType: { en: ['Sale', 'Service', 'Subscription'], ru: ['Продажа', 'Услуга', 'Подписка'] },
  contactType: { en: ['Client', 'Supplier', 'Partner', 'Other'], ru: ['Клиент', 'Поставщик', 'Партнёр', 'Другое'] },
  contactRole: {
    en: ['Decides', 'Pays', 'Influences', 'Uses', 'Other'],
    ru: ['Решает', 'Платит', 'Влияет', 'Пользуется', 'Другое'],
  },
  companyType: {
    en: ['Client', 'Supplier', 'Competitor', 'Partner', 'Other'],
    ru: ['Клиент', 'Поставщик', 'Конкурент', 'Партнёр', 'Другое'],
  },
  industry: {
    en: ['IT', 'Telecommunications', 'Manufacturing', 'Finance', 'Retail', 'Construction', 'Medical', 'Other'],
    ru: ['ИТ', 'Связь', 'Производство', 'Финансы', 'Торговля', 'Строительство', 'Медицина', 'Другое'],
  },
  unit: { en: ['pcs', 'h', 'day', 'kg', 'm', 'm²'], ru: ['шт.', 'ч', 'день', 'кг', 'м', 'м²'] },
}
