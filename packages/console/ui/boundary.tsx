// Keeps a page that broke from taking the whole console with it: the frame stays, and says what happened.

import { Component, type ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { texts, useTexts } from '../i18n/language.tsx';
import { PageHead } from './page.tsx';
import { Failed } from './states.tsx';

interface BoundaryProps {
  /** Where the reader is: going elsewhere is a new try. */
  readonly place: string;
  readonly children: ReactNode;
}

interface Broken {
  readonly error: unknown;
  readonly place: string;
}

const TEXTS = texts({ title: 'This page cannot be shown' }, { title: '无法显示此页面' });

function BrokenPage({ error, retry }: { readonly error: unknown; retry(): void }) {
  const text = useTexts(TEXTS);
  // Code that could not be fetched is asked for anew only by the whole page.
  const isAway = error instanceof ApiError && error.status === 0;
  return (
    <>
      <PageHead title={text.title} />
      <Failed error={error} retry={isAway ? () => location.reload() : retry} />
    </>
  );
}

export class Boundary extends Component<BoundaryProps, { broken: Broken | undefined }> {
  override state: { broken: Broken | undefined } = { broken: undefined };

  static getDerivedStateFromError(error: unknown): { broken: Broken } {
    return { broken: { error, place: '' } };
  }

  static getDerivedStateFromProps(
    props: BoundaryProps,
    state: { broken: Broken | undefined },
  ): { broken: Broken | undefined } | null {
    const { broken } = state;
    if (broken === undefined) return null;
    if (broken.place === '') return { broken: { ...broken, place: props.place } };
    return broken.place === props.place ? null : { broken: undefined };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === undefined) return this.props.children;
    return <BrokenPage error={broken.error} retry={() => this.setState({ broken: undefined })} />;
  }
}
