import type { Words } from '../../words.ts'

/** What a deal, its stages, products, money and plans do not allow. */
export const dealsErrors = {
  'error.rate': { en: 'There is no rate for {currency}', ru: 'Нет курса для валюты {currency}' },
  'error.currency': { en: 'There is no currency {currency}', ru: 'Нет валюты {currency}' },
  'error.currency.needed': { en: 'An amount needs a currency: “{field}”', ru: 'К сумме нужна валюта: «{field}»' },
  'error.base': {
    en: 'The base currency can’t be changed or removed',
    ru: 'Базовую валюту нельзя изменить или удалить',
  },
  'error.stage.pipeline': { en: 'The stage belongs to another pipeline', ru: 'Стадия из другой воронки' },
  'error.stage.won': { en: 'A pipeline has exactly one won stage', ru: 'В воронке ровно одна стадия выигрыша' },
  'error.stage.lost': {
    en: 'A pipeline keeps at least one lost stage',
    ru: 'В воронке остаётся хотя бы одна стадия проигрыша',
  },
  'error.stage.open': {
    en: 'A pipeline keeps at least one stage in progress',
    ru: 'В воронке остаётся хотя бы одна стадия в работе',
  },
  'error.stage.used': {
    en: 'There are deals in this stage: move them first',
    ru: 'На этой стадии есть сделки: сначала переместите их',
  },
  'error.stage.into': {
    en: 'Choose a stage that means the same: in progress, or a reason of loss',
    ru: 'Выберите стадию того же смысла: в работе или причину проигрыша',
  },
  'error.repetition.never': {
    en: 'By this rule the deal would never be made again',
    ru: 'По этому правилу сделка больше ни разу не будет создана',
  },
  'error.repetition.times': {
    en: 'It has been made {made} {made|time|times} already: the number must be greater',
    ru: 'Она создана уже {made} {made|раз|раза|раз}: число должно быть больше',
  },
  'error.repetition.changed': {
    en: 'Somebody has changed the repetition meanwhile: look at it as it is now',
    ru: 'Повторение тем временем изменили: посмотрите, какое оно теперь',
  },
  'error.activity.far': {
    en: '“{field}” must be between the years 1970 and 2199',
    ru: '«{field}»: год должен быть от 1970 до 2199',
  },
  'error.activity.finished': { en: 'This has been finished already', ru: 'Это дело уже завершено' },
  'error.activity.open': { en: 'This has not been finished', ru: 'Это дело не завершено' },
  'error.activity.checklist': {
    en: 'The checklist has been changed meanwhile: look at it once more',
    ru: 'Чек-лист за это время изменили: посмотрите ещё раз',
  },
  'error.activity.unseen': {
    en: '{name} doesn’t see what this is bound to, and couldn’t do it. Choose somebody else, or open the record to them',
    ru: '{name} не видит, к чему привязано дело, и не сможет его выполнить. Выберите другого или откройте ему запись',
  },
  'error.currency.used': {
    en: 'Open deals or products are still in {currency}',
    ru: 'В валюте {currency} ещё есть открытые сделки или товары',
  },
  'error.rate.last': {
    en: 'A currency keeps at least one rate',
    ru: 'У валюты остаётся хотя бы один курс',
  },
  'error.base.deals': {
    en: 'There are deals already: the base currency stays what it is',
    ru: 'Сделки уже есть: базовая валюта остаётся прежней',
  },
  'error.pipeline.used': {
    en: 'There are deals in this pipeline: move them first',
    ru: 'В этой воронке есть сделки: сначала переместите их',
  },
  'error.pipeline.last': { en: 'The last pipeline can’t be removed', ru: 'Последнюю воронку удалить нельзя' },
  'error.pipeline.stages': { en: 'This pipeline has no stage to begin in', ru: 'В этой воронке нет начальной стадии' },
  'error.move': { en: 'To change the stage, move the deal', ru: 'Чтобы сменить стадию, переместите сделку' },
  'error.place': {
    en: 'The deal to stand after is not in that column',
    ru: 'Сделки, после которой надо встать, в этой колонке нет',
  },
  'error.amount.products': {
    en: 'The amount comes from the products: switch it to “by hand” first',
    ru: 'Сумма считается из товаров: сначала переключите её на «вручную»',
  },
  'error.products.many': {
    en: 'A deal holds at most {max} product lines',
    ru: 'В сделке не больше {max} строк товаров',
  },
  'error.products.name': {
    en: 'Line {line}: choose a product or write a name',
    ru: 'Строка {line}: выберите товар или впишите название',
  },
  'error.products.price': { en: 'Line {line}: a price is needed', ru: 'Строка {line}: нужна цена' },
  'error.products.discount': {
    en: 'Line {line}: the discount is larger than the price',
    ru: 'Строка {line}: скидка больше цены',
  },
  'error.amount.large': { en: 'The amount is too large', ru: 'Слишком большая сумма' },
  'error.related.self': {
    en: 'A deal is not related to itself',
    ru: 'Сделку нельзя связать с ней самой',
  },
  'error.related.many': {
    en: '“{title}” has {most} related deals already: that is as many as can be',
    ru: 'У сделки «{title}» уже {most} связанных: больше нельзя',
  },
} satisfies Words
