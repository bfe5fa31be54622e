/** Where nobody meant to go: the ways on. */
export function Home() {
  return (
    <main className="home">
      <h1>Switchboard</h1>
      <p>
        Every conversation has a pod of its own. Open the link of an agent, such as <code>/agent/ada</code>, to talk to
        it.
      </p>
      <p>
        <a href="/console">The console</a>, and <a href="/docs">the API of this gateway</a>
      </p>
    </main>
  );
}
