using System.Globalization;
using System.Text;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>The host's end of the channel on which a guest's init runs commands.</summary>
/// <remarks>
/// One line in: a shell command. Out: what it prints, then <c>##RC n</c> on a line of its own. After each boot one answer comes unasked:
/// the greeting. Source: tests/EndToEnd/Linux/init.
/// </remarks>
public sealed class GuestShell(string name, Stream toGuest, Stream fromGuest, Func<string> console) : IDisposable
{
    private const string Mark = "\n##RC ";

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly StringBuilder _received = new();
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>Waits for the greeting of a guest that boots.</summary>
    public async Task GreetingAsync()
    {
        await _oneAtATime.WaitAsync();
        try
        {
            await AnswerAsync("its greeting", Patience.Limit);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Runs a command line; a second one waits for the first. It may take as long as it likes, if only it
    /// does not fall silent.</summary>
    /// <param name="silence">How long it may say nothing; null = <see cref="Patience.Limit"/>.</param>
    public async Task<Answer> RunAsync(string command, TimeSpan? silence = null)
    {
        if (command.Contains('\n', StringComparison.Ordinal)) throw new ArgumentException("one line", nameof(command));
        await _oneAtATime.WaitAsync();
        try
        {
            await SendAsync(command);
            return await AnswerAsync(command, silence ?? Patience.Limit);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Sends a command that ends the guest, so that no answer comes.</summary>
    public async Task SendAsync(string command)
    {
        await toGuest.WriteAsync(Encoding.UTF8.GetBytes(command + "\n"));
        await toGuest.FlushAsync();
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<Answer> AnswerAsync(string command, TimeSpan silence)
    {
        using var cancel = new CancellationTokenSource(silence);
        try
        {
            while (true)
            {
                if (Take() is var (output, code)) return new Answer($"{name}: {command}", code, output);
                int got = await fromGuest.ReadAsync(_buffer, cancel.Token);
                cancel.CancelAfter(silence);
                if (got == 0) throw Failure($"{name} has gone while it was to answer: {command}");
                _received.Append(Encoding.UTF8.GetString(_buffer, 0, got));
            }
        }
        catch (OperationCanceledException)
        {
            throw Failure($"{name} has not answered: {command}");
        }
    }

    private ScenarioException Failure(string what) => new($"{what}\nIt has sent so far:\n{_received}\nIts console ends:\n{console()}");

    /// <summary>Cuts the first complete answer off what has been received.</summary>
    private (string Output, int Code)? Take()
    {
        string text = _received.ToString();
        int mark = text.IndexOf(Mark, StringComparison.Ordinal);
        int end = mark < 0 ? -1 : text.IndexOf('\n', mark + Mark.Length);
        if (end < 0) return null;
        _received.Remove(0, end + 1);
        return (text[..mark].Trim(), int.Parse(text.AsSpan(mark + Mark.Length, end - mark - Mark.Length), CultureInfo.InvariantCulture));
    }
}
