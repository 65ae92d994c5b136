// Keeps a page that broke from taking the whole console with it: the frame stays, and says what happened.

import { Component, type ReactNode } from 'react';
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
    return <Failed error={broken.error} retry={() => this.setState({ broken: undefined })} />;
  }
}
