using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using GpioHub.Fuzz.Support;

namespace GpioHub.Fuzz.Http;

/// <summary>The program in a process of its own, with a rig and a control socket in a folder of its own.</summary>
internal sealed class HubProcess : IDisposable
{
    private const string Rig = """
        chips: { bench: { driver: sim, lines: [IGN, CRASH, "A/B", "5%"] } }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN, access: in }, { name: OUT, from: bench/CRASH, access: inout }] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-").FullName;
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    public HubProcess()
    {
        string file = Path.Combine(_folder, "rig.yaml");
        File.WriteAllText(file, $"hub: {{ sockets: {_folder}/s }}\n{Rig}");
        Directory.CreateDirectory(Path.Combine(_folder, "s"));
        string program = Path.Combine(AppContext.BaseDirectory, "gpiohub.dll");
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [program, "run", "--no-keep", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log) _log.AppendLine(line.Data);
        };
        var told = new TaskCompletionSource();
        _process.OutputDataReceived += (_, _) => told.TrySetResult();          // its first words: it serves
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        if (told.Task.Wait(TimeSpan.FromSeconds(60)) && File.Exists(Socket)) return;
        Dispose();
        throw new FuzzException($"the hub starts: {Log}");
    }

    public string Socket => Path.Combine(_folder, "s", "control.sock");

    public bool HasEnded => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public int Descriptors => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>Sends bytes on a connection of their own.</summary>
    /// <param name="isWhole">false = it may promise more than there is; then the hub hears soon that no more will come.</param>
    /// <returns>The status of the answer; null = the hub closed without one.</returns>
    public int? Ask(ReadOnlySpan<byte> request, bool isWhole, out string answer)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 20_000,
            SendTimeout = 20_000,
        };
        socket.Connect(new UnixDomainSocketEndPoint(Socket));
        Span<byte> bytes = stackalloc byte[4096];
        int got = 0;
        try
        {
            while (!request.IsEmpty) request = request[socket.Send(request)..];
            if (!isWhole && !socket.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead)) socket.Shutdown(SocketShutdown.Send);
            got = socket.Receive(bytes);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // refused while it was sent
        }

        answer = Encoding.Latin1.GetString(bytes[..got]);
        if (got == 0) return null;
        bool isHttp = answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && answer.Length >= 12;
        FuzzException.Unless(isHttp, $"HTTP is answered: {answer}");
        return int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
