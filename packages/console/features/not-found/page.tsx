// An address that no page has.

import { texts, useTexts } from '../../i18n/language.tsx';
import { PageHead } from '../../ui/page.tsx';

const TEXTS = texts(
  { title: 'No such page', lead: 'The address may be mistyped, or your role does not include this page.' },
  { title: '没有这个页面', lead: '地址可能有误，或者你的角色无权查看此页面。' },
);

export default function NotFoundPage() {
  const text = useTexts(TEXTS);
  return <PageHead title={text.title} lead={text.lead} />;
}
