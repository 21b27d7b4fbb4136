using GpioHub.TestKit.Rigs;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>The thread of a chip's reactor: it takes a turn when it is told to, while the thread that tells it waits.</summary>
internal sealed class ChipThread : IDisposable
{
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread _thread;
    private bool _ends;
    private bool _worked;

    public ChipThread(ScenarioReactor reactor)
    {
        _thread = new Thread(() =>
        {
            for (_begin.Wait(); !_ends; _begin.Wait())
            {
                _worked = reactor.RunTurn();
                _done.Release();
            }
        })
        {
            IsBackground = true,
            Name = "chip",
        };
        _thread.Start();
    }

    /// <returns>Whether there was anything to do.</returns>
    public bool RunTurn()
    {
        _begin.Release();
        _done.Wait();
        return _worked;
    }

    public void Dispose()
    {
        _ends = true;
        _begin.Release();
        _thread.Join();
        _begin.Dispose();
        _done.Dispose();
    }
}
