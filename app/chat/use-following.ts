import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this, in px, is at the end. */
const near = 60;

/** Keeps the newest in sight while somebody is at the end, and leaves them alone when they read further up. */
export function useFollowing(log: RefObject<HTMLElement>, content: unknown) {
  const isFollowing = useRef(true);
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const box = log.current;
    if (!box) return;
    const look = () => {
      const isEnd = box.scrollHeight - box.scrollTop - box.clientHeight < near;
      isFollowing.current = isEnd;
      setAway(!isEnd);
    };
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, [log]);
  useIsomorphicLayoutEffect(() => {
    const box = log.current;
    if (box && isFollowing.current) box.scrollTop = box.scrollHeight;
  }, [content]);
  return {
    isAway,
    follow() {
      isFollowing.current = true;
      log.current?.scrollTo({ top: log.current.scrollHeight });
    },
  };
}

/** The server has no layout, and React says so when it is asked for one there. */
const useIsomorphicLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;
