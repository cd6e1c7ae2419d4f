import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { AreaBody, type AreaBodyProps } from './area-body.tsx';

/**
 * The inside of an open area, drawn once it comes near. Opening two hundred rooms at once would otherwise make fifty thousand elements
 * before the first of them can be seen; on paper all of them are.
 */
export function NearBody({ isEager, ...props }: AreaBodyProps & { isEager: boolean }) {
  const [isNear, setNear] = useState(isEager);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isNear || !place.current) return;
    const show = () => setNear(true);
    const showNow = () => flushSync(show);
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && show(), { rootMargin: '900px' });
    observer.observe(place.current);
    window.addEventListener('beforeprint', showNow);
    return () => {
      observer.disconnect();
      window.removeEventListener('beforeprint', showNow);
    };
  }, [isNear]);
  return isNear ? <AreaBody {...props} /> : <div ref={place} id={props.id} className="ed-body-place" />;
}
